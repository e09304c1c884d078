import { expect, test } from 'vitest';
import { bandPath, dense, denseSize, domain, labelled, monthStarts, path, spread, ticks, wrap } from './scale.ts';

test('ticks are round, at most four, and never the base', () => {
	for (const high of [0.0091, 1, 3, 20, 22.4, 99, 410, 13_652, 2_000_000]) {
		const [low, top] = domain([high]);
		const out = ticks(low, top);
		expect(out.length).toBeGreaterThanOrEqual(2);
		expect(out.length).toBeLessThanOrEqual(4);
		expect(out).not.toContain(0);
		for (const tick of out) expect(tick).toBeLessThanOrEqual(top);
	}
});

test('what is counted has no halves', () => {
	for (let high = 1; high < 60; high++) for (const tick of ticks(0, high * 1.06, true)) expect(Number.isInteger(tick)).toBe(true);
	expect(ticks(0, 9.54, true)).toEqual([2, 4, 6, 8]);
	expect(ticks(0, 1.06, true)).toEqual([1]);
});

test('an axis without values, or with negative ones, still has a range', () => {
	expect(domain([null])).toEqual([0, 1]);
	const [low, high] = domain([-5, 3]);
	expect(low).toBeLessThan(-5);
	expect(high).toBeGreaterThan(3);
});

test('labels always name the last bucket and keep their distance', () => {
	for (let count = 1; count < 400; count++) {
		const out = labelled(count, 6, [1, 2, 7, 14, 28, 56, 91]);
		expect(out[out.length - 1]).toBe(count - 1);
		expect(out.length).toBeLessThanOrEqual(7);
		expect([...new Set(out)]).toEqual(out);
	}
});

test('a gap stays a gap and a lone point is not lost', () => {
	expect(path([[0, 1], [1, 2], null, [3, 4]])).toBe('M0.0,1.0L1.0,2.0M3.0,4.0L3.0,4.0');
});

test('labels at the end of lines do not cover each other', () => {
	const out = spread([50, 52, 51, 10], [30, 15, 15, 15], 10, 200);
	const sorted = [...out].sort((a, b) => a - b);
	for (let i = 1; i < sorted.length; i++) expect(sorted[i]! - sorted[i - 1]!).toBeGreaterThanOrEqual(15);
	expect(out[0]!).toBeLessThan(out[2]!);
	expect(out[2]! - out[0]!).toBeGreaterThanOrEqual(30);
	expect(Math.max(...spread([199, 199], [30, 15], 10, 200))).toBeLessThanOrEqual(200);
});

test('more points than pixels become steps with their lowest, middle and highest', () => {
	expect(denseSize(300, 300)).toBe(1);
	expect(denseSize(301, 300)).toBe(3);
	expect(denseSize(3000, 300)).toBe(20);
	expect(dense([5, 1, 9, null, null, null, 4, null], 3)).toEqual({ size: 3, at: [1, 4, 6.5], low: [1, null, 4], middle: [5, null, 4], high: [9, null, 4] });
	expect(bandPath([[0, 1], null, [2, 1]], [[0, 3], null, [2, 4]])).toBe('M0.0,3.0L0.0,1.0ZM2.0,4.0L2.0,1.0Z');
});

test('a label takes two lines before it is cut', () => {
	expect(wrap('This period', 90)).toEqual(['This period']);
	expect(wrap('The 28 days before', 90)).toEqual(['The 28 days', 'before']);
	expect(wrap('Incomprehensibilities', 60)).toEqual(['Incompre…']);
});

test('many days are told by their months, and none of them too often', () => {
	const days = Array.from({ length: 998 }, (_, i) => new Date(Date.UTC(2017, 0, 31 + i)).toISOString().slice(0, 10));
	for (const room of [2, 3, 5, 8, 40]) {
		const out = monthStarts(days, room);
		expect(out.length).toBeGreaterThan(1);
		expect(out.length).toBeLessThanOrEqual(room);
		for (const at of out) expect(days[at]?.slice(8)).toBe('01');
	}
	expect(monthStarts(days, 5).map((at) => days[at])).toEqual(['2017-07-01', '2018-01-01', '2018-07-01', '2019-01-01', '2019-07-01']);
});
