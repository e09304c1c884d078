import { expect, test } from 'vitest';
import type { Fan, FanSeries, FanStep } from '#lib/api/forecast.ts';
import { fanModel, fanSpec, fanSpecs, fanTwin, periodDays, stepText, valueAt, within } from './fan.ts';

const day = (n: number) => new Date(Date.UTC(2026, 8, 1 + n)).toISOString().slice(0, 10);
const step = (at: string, value: number): FanStep => ({ at, value, lo50: null, hi50: null, lo80: value - 2, hi80: value + 2, lo95: null, hi95: null });
const series = (over: Partial<FanSeries> = {}): FanSeries => ({
	name: 'Contacts', unit: '', now: day(9), complete_until: day(7), past: Array.from({ length: 10 }, (_, i): [string, number] => [day(i), 10 + i]), completed: [[day(8), 20], [day(9), 22]],
	next: [step(day(10), 24), step(day(11), 25)], ...over
});
const fan = (over: Partial<Fan> = {}): Fan => ({ forecast: 'contacts', series: [series()], issued_at: '', horizon: 2, step: 'day', naive: false, refused: {}, holidays: [], members: [], anomalies: [], findings: [], ...over });
const model = (f: Fan, s = series()) => fanModel(f, s, 'en', '2026-09-10');

test('the forecast begins at the last step that is known, completed where not all was reported', () => {
	const m = model(fan());
	expect(m.points).toHaveLength(12);
	expect(m.believed).toBe(7);
	expect(m.anchor).toBe(9);
	expect(valueAt(m.points[9])).toBe(22);
	expect(valueAt(m.points[10])).toBe(24);
	expect(m.axis.open.map((open, i) => (open ? i : -1)).filter((i) => i >= 0)).toEqual([8, 9]);
});

test('where nothing is completed the forecast begins at the last step that is believed', () => {
	const m = model(fan(), series({ completed: [], past: Array.from({ length: 8 }, (_, i): [string, number] => [day(i), 10 + i]), next: [step(day(8), 18), step(day(9), 19)], now: day(7) }));
	expect(m.anchor).toBe(7);
	expect(m.points).toHaveLength(10);
});

test('a long past is cut before its beginning, and told', () => {
	const past = Array.from({ length: 400 }, (_, i): [string, number] => [day(i - 390), i]);
	expect(model(fan(), series({ past })).earlier).toBe(400 - 56);
	expect(model(fan({ horizon: 28 }), series({ past })).earlier).toBe(400 - 84);
	expect(fanModel(fan(), series({ past }), 'en', '2026-09-10', Infinity).earlier).toBe(0);
});

test('holidays, anomalies and findings stand at their steps', () => {
	const m = model(fan({ holidays: [[day(11), 'Feriado']], anomalies: [[day(3), 13, 20, 30]], findings: [{ at: day(2), kind: 'outlier', text: '' }] }));
	expect(m.points[11]?.holiday).toBe('Feriado');
	expect(m.points[3]?.expected).toEqual({ low: 20, high: 30 });
	expect(m.points[2]?.finding).toBe('outlier');
	expect(fanModel({ ...fan({ anomalies: [[day(3), 13, 20, 30]] }), series: [series(), series()] }, series(), 'en', '2026-09-10').points[3]?.expected).toBeNull();
});

test('a target for a period is what a step of it has to bring', () => {
	const target = { value: 300, period: '2026-09', so_far: 1, expected: null, chance: null };
	expect(model(fan({ target })).target).toEqual({ from: 0, to: 11, pace: 10 });
	expect(model(fan({ target: { ...target, period: '2026-10' } })).target).toBeNull();
	const monthly = fan({ step: 'month', target });
	expect(fanModel(monthly, series({ past: [['2026-08-01', 5]], completed: [], now: '2026-08-01', complete_until: '2026-08-01', next: [step('2026-09-01', 9)] }), 'en', '2026-09-10').target).toEqual({ from: 1, to: 1, pace: 300 });
});

test('periods are days, both inside', () => {
	expect(periodDays('2026-02')).toEqual(['2026-02-01', '2026-02-28']);
	expect(periodDays('2028-02')).toEqual(['2028-02-01', '2028-02-29']);
	expect(periodDays('2026')).toEqual(['2026-01-01', '2026-12-31']);
	expect(periodDays('2026-12-01..2026-12-24')).toEqual(['2026-12-01', '2026-12-24']);
	expect(periodDays('soon')).toBeNull();
});

test('small counts are written with their halves, large ones whole, and money as money', () => {
	const integer = { name: '', column: '', label: '', format: 'integer', decimals: -1 };
	expect(fanSpec(integer, [3, 9.4])).toMatchObject({ format: 'number', decimals: 1 });
	expect(fanSpec({ ...integer, format: 'number' }, [0.31])).toMatchObject({ format: 'number', decimals: 2 });
	expect(fanSpec({ ...integer, format: 'number', decimals: 3 }, [94])).toMatchObject({ decimals: 3 });
	expect(fanSpec(integer, [3, 94])).toMatchObject({ format: 'number', decimals: 0 });
	expect(fanSpec({ ...integer, format: 'money' }, [3, 99])).toMatchObject({ format: 'money', decimals: 2 });
	expect(fanSpec({ ...integer, format: 'money' }, [3, 940])).toMatchObject({ format: 'money', decimals: 0 });
	expect(fanSpec({ ...integer, format: 'percent' }, [0.3])).toMatchObject({ format: 'percent', decimals: -1 });
});

test('what is expected has its parts, the ends of its ranges are counts where they all are', () => {
	const measure = { format: 'integer', decimals: -1 };
	const of = (value: number, hi80: number) => [series({ next: [{ ...step('2026-09-11', value), lo80: 1, hi80 }] })];
	expect(fanSpecs(measure, of(4.6, 8))).toMatchObject({ value: { decimals: 1 }, bound: { decimals: 0 } });
	expect(fanSpecs(measure, of(4.6, 8.2))).toMatchObject({ value: { decimals: 1 }, bound: { decimals: 1 } });
	expect(fanSpecs({ format: 'money', decimals: -1 }, of(4.6, 8))).toMatchObject({ bound: { format: 'money', decimals: 2 } });
});

test('the table has every step and no empty column', () => {
	const words = { when: 'When', reported: 'Contacts', completed: 'Completed', forecast: 'Forecast', low: (s: number) => `${s} from`, high: (s: number) => `${s} to`, mark: 'Note', marks: () => '' };
	const twin = fanTwin(model(fan()), { value: { format: 'number', decimals: 1 }, bound: { format: 'number', decimals: 0 } }, { format: 'integer', decimals: 0 }, 'en', words);
	expect(twin.head.map((h) => h.text)).toEqual(['When', 'Contacts', 'Completed', 'Forecast', '80 from', '80 to']);
	expect(twin.rows).toHaveLength(12);
	expect(twin.rows[9]).toEqual(['Thu 10 Sept', '19', '22.0', '', '', '']);
	expect(twin.rows[11]).toEqual(['Sat 12 Sept', '', '', '25.0', '23', '27']);
});

test('a week is told by both of its ends, since its Monday alone reads as a day', () => {
	expect(stepText('2026-09-07', 'week', 'en', '2026-09-10')).toBe('7 Sept to 13 Sept');
	expect(stepText('2019-12-30', 'week', 'pt', '2026-09-10')).toBe('30/12/2019 a 5/01/2020');
	expect(stepText('2026-09-07', 'day', 'en', '2026-09-10')).toBe('Mon 7 Sept');
});

test('names stand small within a sentence, abbreviations as they are', () => {
	expect(within('Conversions')).toBe('conversions');
	expect(within('ROAS')).toBe('ROAS');
});
