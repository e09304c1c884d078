/** One step of a waterfall, in percent of its width: a bar from left for its width, and where the running total stands after it. */
export type Step = { left: number; width: number; end: number; up: boolean };

/** How a weight is built: where zero stands, the steps from the prior on, and the whole as the last. */
export type Waterfall = { zero: number; steps: Step[]; total: Step };

const EDGE = 4; // percent that stay free at both ends

/** Lays bits out along one axis that reaches from the lowest running total to the highest, zero always on it. */
export function waterfall(prior: number, bits: number[]): Waterfall {
	let sum = prior;
	const ends = [prior, ...bits.map((b) => (sum += b))];
	const [low, high] = [Math.min(0, ...ends), Math.max(0, ...ends)];
	const at = (v: number) => (high > low ? EDGE + ((v - low) / (high - low)) * (100 - 2 * EDGE) : 50);
	const step = (from: number, to: number): Step => ({ left: Math.min(at(from), at(to)), width: Math.abs(at(to) - at(from)), end: at(to), up: to >= from });
	const steps = ends.map((end, i) => step(i === 0 ? 0 : (ends[i - 1] ?? 0), end));
	return { zero: at(0), steps, total: step(0, ends[ends.length - 1] ?? prior) };
}
