/**
 * What a command line that is still being typed asks for at its end. Everything about commands and options comes from
 * commander's own tree; this file only walks it as commander would.
 */
import type {Argument, Command, Option} from 'commander';
import {commandFirst} from '../command-first.ts';
import {addCommonFlags} from '../flags.ts';

/** A command line up to the cursor. */
export interface TypedLine {
  readonly command: Command;
  /** The word at the cursor; empty behind a blank. */
  readonly current: string;
  /** What stands at the cursor: the value of an option, an argument, or the name of a command. */
  readonly expects: Expectation;
  /** After `--` nothing is an option. */
  readonly onlyArguments: boolean;
  /** Values that were given before, by the attribute of their option. */
  readonly given: ReadonlyMap<string, readonly string[]>;
}

export type Expectation =
  /** `attached` is what stands before the value in the same word: `--only=`. */
  | {readonly kind: 'value'; readonly option: Option; readonly attached: string}
  | {readonly kind: 'command'}
  /** No argument where the command takes no more. */
  | {readonly kind: 'argument'; readonly argument: Argument | undefined};

interface Walk {
  command: Command;
  operands: number;
  onlyArguments: boolean;
  /** An option whose value comes next. */
  open: Option | undefined;
  readonly given: Map<string, readonly string[]>;
}

/** Reads the words after the program's name; the last one is at the cursor. */
export function readTypedLine(program: Command, words: readonly string[]): TypedLine {
  const current = words.at(-1) ?? '';
  const walk: Walk = {command: program, operands: 0, onlyArguments: false, open: undefined, given: new Map()};
  for (const word of commandFirst(words.slice(0, -1), program)) step(walk, word);
  const {command, given, onlyArguments} = walk;
  return {command, current, expects: expectationOf(walk, current), onlyArguments, given};
}

function step(walk: Walk, word: string): void {
  if (walk.open) {
    give(walk, walk.open, word);
    walk.open = undefined;
  } else if (walk.onlyArguments || !word.startsWith('-') || word === '-') {
    readOperand(walk, word);
  } else if (word === '--') {
    walk.onlyArguments = true;
  } else {
    readOption(walk, word);
  }
}

function readOperand(walk: Walk, word: string): void {
  const below = walk.operands === 0 && !walk.onlyArguments ? findCommand(walk.command, word) : undefined;
  if (below) walk.command = below;
  else walk.operands += 1;
}

function readOption(walk: Walk, word: string): void {
  const {flag, value} = splitFlag(word);
  const option = optionsOf(walk.command).find(one => one.long === flag || one.short === flag);
  if (option === undefined) return;
  if (value !== undefined) give(walk, option, value);
  else if (takesValue(option)) walk.open = option;
  else give(walk, option, '');
}

/** `--only=x` and `-Cx` carry their value with them. */
function splitFlag(word: string): {readonly flag: string; readonly value?: string} {
  const equals = word.indexOf('=');
  if (word.startsWith('--')) {
    return equals < 0 ? {flag: word} : {flag: word.slice(0, equals), value: word.slice(equals + 1)};
  }
  return word.length > 2 ? {flag: word.slice(0, 2), value: word.slice(2)} : {flag: word};
}

function give({given}: Walk, option: Option, value: string): void {
  const name = option.attributeName();
  given.set(name, [...(given.get(name) ?? []), value]);
}

function expectationOf({command, open, operands, onlyArguments}: Walk, current: string): Expectation {
  if (open) return {kind: 'value', option: open, attached: ''};
  const {flag, value} = splitFlag(current);
  if (!onlyArguments && flag.startsWith('--') && value !== undefined) {
    const option = optionsOf(command).find(one => one.long === flag || one.short === flag);
    if (option && takesValue(option)) return {kind: 'value', option, attached: `${flag}=`};
  }
  if (operands === 0 && commandsOf(command).length > 0) return {kind: 'command'};
  return {kind: 'argument', argument: argumentAt(command, operands)};
}

/** The last argument may take all the rest. */
function argumentAt({registeredArguments}: Command, at: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[at] ?? (last?.variadic === true ? last : undefined);
}

/** Options that people are shown, which are all that there are. Those of every command may also stand before its name. */
export function optionsOf(command: Command): readonly Option[] {
  const own = command.createHelp().visibleOptions(command);
  return command.parent === null ? [...own, ...addCommonFlags(command.createCommand()).options] : own;
}

/** Commands that people are shown, with `help` where there is one. */
export function commandsOf(command: Command): readonly Command[] {
  return command.createHelp().visibleCommands(command);
}

function findCommand(command: Command, word: string): Command | undefined {
  return commandsOf(command).find(one => one.name() === word);
}

export function takesValue({required, optional}: Option): boolean {
  return required || optional;
}
