/**
 * Puts layers over functions and takes them off. Others may do the same to the same functions, before us and after us, so a
 * layer is only taken off where nobody lies above it; elsewhere it is turned off, hands all calls on, and is reported:
 *
 *     fs.readFileSync ─▶ theirs ─▶ [our layer, off] ─▶ the original         overlaid: undoing ours would undo theirs
 *     fs.readFileSync ─▶ [our layer, on] ─▶ theirs ─▶ the original          taken off, theirs stays
 */
import { cannotPatch } from '../errors/patching.js';
import { type AnyFunction, type Layer, layerOver, type Patch, type Replacement } from './patch.js';

export type AnyPatch = Patch | Replacement;

/** The newest layer of each patch, while it has one that lies anywhere. */
const layers = new Map<AnyPatch, Layer>();
const byFunction = new WeakMap<AnyFunction, Layer>();

/** True if the function exists; it is patched then. Throws GS_CANNOT_PATCH. */
export function turnOn(patch: AnyPatch): boolean {
  const present = functionAt(patch);
  if (present === undefined) return false;
  const known = layers.get(patch);
  if (known !== undefined && isUnder(present, known)) known.isOn = true;
  else putOn(patch, present);
  return true;
}

function putOn(patch: AnyPatch, present: AnyFunction): void {
  const layer = layerOver(present, patch);
  write(patch, layer.fn);
  layers.set(patch, layer);
  byFunction.set(layer.fn, layer);
}

export function turnOff(patch: AnyPatch): void {
  const layer = layers.get(patch);
  if (layer === undefined) return;
  layer.isOn = false;
  let present = functionAt(patch);
  for (let top = layerOf(present); top !== undefined && !top.isOn; top = layerOf(present)) {
    present = top.original;
    forget(top);
  }
  if (present !== undefined && present !== functionAt(patch)) write(patch, present);
}

/** It is taken off. */
function forget(layer: Layer): void {
  for (const [patch, one] of layers) if (one === layer) layers.delete(patch);
}

/** Somebody has put a function of their own in the place of ours, which may call it or not. */
export function isOverlaid(patch: AnyPatch): boolean {
  const layer = layers.get(patch);
  const present = functionAt(patch);
  if (layer === undefined || present === undefined || isUnder(present, layer)) return false;
  return layer.isOn || present !== bottomOf(layer.fn); // if it is the original, they have taken theirs off, and ours with it
}

export function isAbsent(patch: AnyPatch): boolean {
  return functionAt(patch) === undefined;
}

/** What was there before all layers of ours. */
export function originalOf(patch: AnyPatch): AnyFunction | undefined {
  const layer = layers.get(patch);
  const present = functionAt(patch);
  return layer !== undefined && present !== undefined && !isUnder(present, layer)
    ? bottomOf(layer.fn)
    : bottomOf(present);
}

function bottomOf(fn: AnyFunction): AnyFunction;
function bottomOf(fn: AnyFunction | undefined): AnyFunction | undefined;
function bottomOf(fn: AnyFunction | undefined): AnyFunction | undefined {
  for (let layer = layerOf(fn); layer !== undefined; layer = layerOf(fn)) fn = layer.original;
  return fn;
}

/** Only layers of ours lie between. */
function isUnder(present: AnyFunction, layer: Layer): boolean {
  for (let top = layerOf(present); top !== undefined; top = layerOf(top.original)) if (top === layer) return true;
  return false;
}

function layerOf(fn: AnyFunction | undefined): Layer | undefined {
  return fn === undefined ? undefined : byFunction.get(fn);
}

function functionAt({ holder, name }: AnyPatch): AnyFunction | undefined {
  const value = (holder as Record<string, unknown>)[name];
  return typeof value === 'function' ? (value as AnyFunction) : undefined;
}

function write({ holder, name, label }: AnyPatch, value: AnyFunction): void {
  const { enumerable = true } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
  const isDone = Reflect.defineProperty(holder, name, { value, enumerable, writable: true, configurable: true });
  if (!isDone) throw cannotPatch(label);
}
