import type {PublishedUrl} from '../../core/model/published.ts';
import type {SimpleUrls} from '../generated/document.ts';

/** Simple URLs as they are declared, and what of them could not be. */
export interface DraftUrls {
  readonly simpleUrls: SimpleUrls;
  readonly remarks: readonly string[];
}

type Component = keyof SimpleUrls;

/** The control panel is `Cscp` to the product and in scripts of the field, and `Admin` in its help. */
const COMPONENTS: Readonly<Record<string, Component>> = {meet: 'meet', dialin: 'dialin', cscp: 'admin', admin: 'admin'};

/** Those that are in use. Others that lead there too are told, for names in certificates may be missed. */
export function draftUrls(urls: readonly PublishedUrl[]): DraftUrls {
  const of = (component: Component): readonly PublishedUrl[] =>
    urls.filter(url => COMPONENTS[url.component.toLowerCase()] === component);
  const actives = (component: Component): readonly string[] => [...new Set(of(component).map(url => url.active))];
  const [meet, [dialin, ...otherDialins], [admin, ...otherAdmins]] = [
    actives('meet'),
    actives('dialin'),
    actives('admin'),
  ];
  const [onlyMeet, ...otherMeets] = meet;
  const said = new Set([...meet, dialin, admin].map(url => url?.toLowerCase()));
  const left = [...otherDialins, ...otherAdmins, ...urls.flatMap(({others}) => others)];
  const rest = [...new Set(left)].filter(url => !said.has(url.toLowerCase()));
  const strange = urls.filter(({component}) => !Object.hasOwn(COMPONENTS, component.toLowerCase()));
  return {
    simpleUrls: {
      ...(onlyMeet !== undefined && {meet: otherMeets.length === 0 ? onlyMeet : meet}),
      ...(dialin !== undefined && {dialin}),
      ...(admin !== undefined && {admin}),
    },
    remarks: [
      ...rest.map(url => `${url} leads there too, but is not the active one.`),
      ...strange.map(({component, active}) => `${active} is for "${component}", which cscert does not know.`),
    ],
  };
}
