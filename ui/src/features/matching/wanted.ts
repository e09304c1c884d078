import type { Wanted } from './review.svelte.ts';
import { bitsOf, probabilityOf } from './words.ts';

/** The weights within which a pair is in doubt: 2% and 98% likely. */
export const EDGE = Math.round(bitsOf(0.98) * 10) / 10;

type Params = { get(key: string): string | null };

/** Reads the choice of the queue from the address; what is not said, or wrongly, is all that is in doubt, what teaches most first. */
export function wanted(params: Params): Wanted {
	const bound = (key: string, otherwise: number) => {
		const text = params.get(key);
		const v = Number(text);
		return text !== null && text !== '' && Number.isFinite(v) ? Math.max(-EDGE, Math.min(EDGE, v)) : otherwise;
	};
	const [from, to] = [bound('from', -EDGE), bound('to', EDGE)];
	const order = params.get('order');
	return { from: Math.min(from, to), to: Math.max(from, to), order: order === 'surest' || order === 'weakest' ? order : 'teaches' };
}

/** The address of a choice; what is usual is left out. */
export function address(w: Wanted): string {
	const params = new URLSearchParams();
	if (w.from > -EDGE) params.set('from', String(w.from));
	if (w.to < EDGE) params.set('to', String(w.to));
	if (w.order !== 'teaches') params.set('order', w.order);
	const search = params.toString();
	return search ? `?${search}` : '';
}

/** The same as the server is asked for it: in probabilities. */
export function asked(w: Wanted): URLSearchParams {
	const params = new URLSearchParams({ order: w.order });
	if (w.from > -EDGE) params.set('from', probabilityOf(w.from).toFixed(6));
	if (w.to < EDGE) params.set('to', probabilityOf(w.to).toFixed(6));
	return params;
}
