import { expect, test } from 'vitest';
import type { Fan } from '#lib/api/forecast.ts';
import { place, shapeOf } from './effects.ts';

const fan = (over: Partial<Fan> = {}): Fan => ({ forecast: 'a', series: [], issued_at: '', horizon: 7, step: 'day', naive: false, refused: {}, holidays: [], members: [], anomalies: [], findings: [], ...over });
const day = (n: number) => new Date(Date.UTC(2026, 0, 5 + n)).toISOString().slice(0, 10); // 5 January 2026 is a Monday.

test('an effect of the week is one bar a weekday, Monday first, from the last eight weeks', () => {
	const values = Array.from({ length: 140 }, (_, i): [string, number] => [day(i), i < 84 ? 100 : (i % 7) - 3]);
	const shape = shapeOf({ name: 'week', label: '', values }, fan(), 'en', '2026-06-01');
	expect(shape).toEqual({ kind: 'bars', bars: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].map((name, i) => ({ name, value: i - 3 })) });
});

test('a holiday of several years is one bar, days without an effect are none, the largest comes first', () => {
	const values: [string, number][] = [['2024-12-25', -10], ['2025-12-25', -20], ['2025-12-08', -3], ['2025-12-09', 0], ['2026-01-06', 40]];
	const shape = shapeOf({ name: 'holiday', label: '', values }, fan({ holidays: [['2024-12-25', 'Natal'], ['2025-12-25', 'Natal'], ['2025-12-08', 'Imaculada']] }), 'en', '2026-06-01');
	expect(shape).toEqual({ kind: 'bars', bars: [{ name: '6 Jan', value: 40 }, { name: 'Natal', value: -15 }, { name: 'Imaculada', value: -3 }] });
});

test('a trend and a regressor are lines', () => {
	expect(shapeOf({ name: 'trend', label: '', values: [] }, fan(), 'en', '2026-06-01').kind).toBe('line');
	expect(shapeOf({ name: 'spend', label: 'Spend', values: [] }, fan(), 'en', '2026-06-01').kind).toBe('line');
});

test('bars begin at zero, on either side', () => {
	expect(place(5, -5, 15)).toEqual({ left: 0.25, width: 0.25 });
	expect(place(-5, -5, 15)).toEqual({ left: 0, width: 0.25 });
	expect(place(0, 0, 0)).toEqual({ left: 0, width: 0 });
});
