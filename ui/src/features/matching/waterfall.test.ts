import { expect, test } from 'vitest';
import { waterfall } from './waterfall.ts';

test('every step begins where the one before ended', () => {
	const w = waterfall(-12, [10, -2, 0, 9]);
	const begins = w.steps.map((s) => (s.up ? s.left : s.left + s.width));
	expect(begins[0]).toBeCloseTo(w.zero);
	for (let i = 1; i < w.steps.length; i++) expect(begins[i]).toBeCloseTo(w.steps[i - 1]?.end ?? NaN);
	expect(w.total.end).toBeCloseTo(w.steps[4]?.end ?? NaN);
	expect(w.steps[3]?.width).toBe(0);
});

test('all of it stays inside, with zero among it', () => {
	for (const [prior, bits] of [[-5, [1, 2]], [3, [4]], [-20, []], [0, []]] as [number, number[]][]) {
		const w = waterfall(prior, bits);
		for (const s of [...w.steps, w.total]) {
			expect(s.left).toBeGreaterThanOrEqual(0);
			expect(s.left + s.width).toBeLessThanOrEqual(100);
		}
		expect(w.zero).toBeGreaterThanOrEqual(0);
		expect(w.zero).toBeLessThanOrEqual(100);
	}
});
