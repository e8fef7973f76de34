import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

export const ROOT = join(__dirname, '..', '..');

/** The pages of the project, relative to its folder. */
export function listPages(): readonly string[] {
  const docs = readdirSync(join(ROOT, 'docs'), {recursive: true, encoding: 'utf8'});
  const pages = docs.filter(name => name.endsWith('.md')).map(name => `docs/${name.replaceAll('\\', '/')}`);
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...pages.sort()];
}

export const readPage = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

export const exists = (path: string): boolean => existsSync(join(ROOT, path));

export interface Fence {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a page, in order. */
export function fencesOf(page: string): readonly Fence[] {
  return [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = '', text = '']) => ({language, text}));
}

/** A configuration that stands for itself, not an excerpt of one. */
export function isWholeConfiguration({language, text}: Fence): boolean {
  return language === 'yaml' && ['deployment:', 'pools:'].every(key => new RegExp(`^${key}`, 'm').test(text));
}

/** A page without its fenced blocks. */
export const proseOf = (page: string): string => page.replace(/^```.*?^```$/gms, '');

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: string): readonly string[] {
  return [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
