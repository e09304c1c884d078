import { digits, value, type Language, type NumberSpec } from './number.ts';

/** A change against a comparison, in words. Direction tells where the triangle points; verdict colours it. */
export type Delta = {
	direction: 'up' | 'down' | 'none';
	verdict: 'good' | 'bad' | 'neutral';
	amount: string; // 12.9%, or 0.07 for points; empty when nothing changed
	points: boolean;
	from: string; // the compared value in full
};

/**
 * The change from one value to another: points for percentages, percent for everything else. There is none where either value is
 * missing, where the base is nothing, or where a count's base is under 10, because such a change is noise.
 */
export function delta(now: number | null, before: number | null, spec: NumberSpec, better: string, language: Language): Delta | null {
	if (now === null || before === null || !Number.isFinite(now) || !Number.isFinite(before)) return null;
	const counts = spec.format === 'integer' || (spec.format === 'number' && !spec.unit && Number.isInteger(now) && Number.isInteger(before));
	if (counts && Math.abs(before) < 10) return null;
	const points = spec.format === 'percent';
	if (!points && before === 0) return null;
	const change = points ? now - before : (now - before) / Math.abs(before);
	const amount = points ? pointsText(change, language) : percentText(change, language);
	const from = value(before, spec, language);
	if (/^[0.,]*%?$/.test(amount)) return { direction: 'none', verdict: 'neutral', amount: '', points, from };
	const up = change > 0;
	const verdict = better === '' ? 'neutral' : (better === 'up') === up ? 'good' : 'bad';
	return { direction: up ? 'up' : 'down', verdict, amount, points, from };
}

function percentText(change: number, language: Language): string {
	const size = Math.abs(change);
	return digits(size, size >= 0.9995 ? 0 : 1, language, 'percent');
}

function pointsText(change: number, language: Language): string {
	const size = Math.abs(change) * 100;
	return digits(size, size >= 0.995 ? 1 : 2, language);
}
