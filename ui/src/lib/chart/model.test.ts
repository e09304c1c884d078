import { expect, test } from 'vitest';
import type { Tile } from '#lib/api/types.ts';
import { heat, place, step } from './heat.ts';
import { buckets, bucketTwin, solid, top } from './model.ts';

const words = { thisPeriod: 'This period', before: 'Before', unknown: 'Unknown', other: 'Other' };
const contacts = { name: 'events.contacts', column: 'contacts', label: 'Contacts', format: 'integer', decimals: -1 };
const result = (columns: NonNullable<Tile['data']>['columns'], rows: NonNullable<Tile['data']>['rows']) => ({ view: 'events', columns, rows, row_count: rows.length, version: 1, tables: {}, data_to: '' });
const day = { name: 'day', label: 'Day', kind: 'time', grain: 'day' as const };

test('a compared line has the period before beside it, grey, and gaps stay missing', () => {
	const tile: Tile = {
		id: 't', kind: 'line', title: 'Contacts', width: 8, measures: [contacts], dimensions: [day], state: 'ok', compared_text: 'the 2 days before',
		data: result(
			[{ name: 'day', role: 'time', type: 'date' }, { name: 'contacts', role: 'measure', type: 'integer' }, { name: 'contacts__compared', role: 'compared', of: 'contacts', type: 'integer' }],
			[['2026-11-17', 5, 4], ['2026-11-18', null, 6]]
		)
	};
	const model = buckets(tile, 'en', '2026-11-22', words);
	expect(model.labels).toEqual(['Tue 17 Nov', 'Wed 18 Nov']);
	expect(model.panels[0]?.series).toEqual([
		{ name: 'This period', values: [5, null], context: false },
		{ name: 'The 2 days before', values: [4, 6], context: true }
	]);
	expect(bucketTwin(model, 'Day', 'en').rows[1]).toEqual(['Wed 18 Nov', '–', '6']);
});

test('a split makes a series a member, the largest first, unknown named, other last', () => {
	const tile: Tile = {
		id: 't', kind: 'stacked_bar', title: 'Contacts', width: 8, measures: [contacts], dimensions: [day, { name: 'place', label: 'Place', kind: '' }], split: 'place', state: 'ok',
		data: result(
			[{ name: 'day', role: 'time', type: 'date' }, { name: 'place', role: 'dimension', type: 'text' }, { name: 'place__label', role: 'label', of: 'place', type: 'text' }, { name: 'contacts', role: 'measure', type: 'integer' }, { name: '__other', role: 'other', type: 'boolean' }],
			[['2026-11-17', 'a', 'Almada', 1, false], ['2026-11-17', 'b', 'Braga', 3, false], ['2026-11-18', null, null, 2, false], ['2026-11-18', null, null, 90, true]]
		)
	};
	const series = buckets(tile, 'en', '2026-11-22', words).panels[0]?.series ?? [];
	expect(series.map((s) => s.name)).toEqual(['Braga', 'Unknown', 'Almada', 'Other']);
	expect(top(series, 2, 'Other')).toMatchObject([{ name: 'Braga' }, { name: 'Unknown' }, { name: 'Other', values: [1, 90] }]);
});

test('measures of two units never share an axis', () => {
	const spend = { name: 'events.spend', column: 'spend', label: 'Spend', format: 'money', decimals: -1, currency: 'EUR' };
	const tile: Tile = {
		id: 't', kind: 'line', title: 'Both', width: 8, measures: [contacts, spend], dimensions: [day], state: 'ok',
		data: result([{ name: 'day', role: 'time', type: 'date' }, { name: 'contacts', role: 'measure', type: 'integer' }, { name: 'spend', role: 'measure', type: 'decimal(18,2)' }], [['2026-11-17', 5, 9.5]])
	};
	expect(buckets(tile, 'en', '2026-11-22', words).panels.map((p) => p.measure.name)).toEqual(['events.contacts', 'events.spend']);
});

test('a heatmap has every weekday and hour, hours along, and knows its peak', () => {
	const tile: Tile = {
		id: 't', kind: 'heatmap', title: 'When', width: 8, measures: [contacts], dimensions: [{ name: 'hour', label: 'Hour', kind: 'hour' }, { name: 'weekday', label: 'Weekday', kind: 'weekday' }], state: 'ok',
		data: result([{ name: 'hour', role: 'dimension', type: 'integer' }, { name: 'weekday', role: 'dimension', type: 'integer' }, { name: 'contacts', role: 'measure', type: 'integer' }], [[20, 7, 9], [8, 1, 0]])
	};
	const grid = heat(tile, 'en', 'Unknown');
	expect([grid?.rows.length, grid?.columns.length, grid?.values.length]).toEqual([7, 24, 168]);
	expect(place(grid!, grid!.peak)).toBe('Sun 20:00');
	expect(grid?.values.filter((v) => v !== null)).toEqual([0, 9]);
	expect([step(0, 9), step(9, 9), step(4.6, 9)]).toEqual([0, 7, 4]);
	const shared = heat({ ...tile, data: { ...tile.data!, rows: [[20, 7, 9], [8, 1, 9]] } }, 'en', 'Unknown');
	expect(shared?.peak, 'what several cells share is no peak').toBe(-1);
});

test('the line to a bucket that is cut is dashed, at either end', () => {
	expect(solid([false, false, false], [1, 2, 3])).toEqual([0, 2]);
	expect(solid([true, false, true], [1, 2, 3])).toEqual([1, 1]);
	expect(solid([true, false, false, false], [1, 2, 3, 4])).toEqual([1, 3]);
	expect(solid([true, false, true], [1, null, 3])).toEqual([0, 2]);
	expect(solid([true], [1])).toEqual([0, 0]);
	expect(solid([], [])).toEqual([0, -1]);
});

test('members stand in the words of the project, the rest of a stack is one part, and a bucket that is cut is open', () => {
	const month = { name: 'month', label: 'Month', kind: 'time', grain: 'month' as const };
	const tile: Tile = {
		id: 't', kind: 'stacked_bar', title: 'Contacts', width: 8, measures: [contacts], split: 'kind', state: 'ok', period: '2026-09-01..2026-11-30',
		dimensions: [month, { name: 'kind', label: 'Kind', kind: '', labels: { a: 'Apartments' } }],
		data: { ...result([{ name: 'month', role: 'time', type: 'date' }, { name: 'kind', role: 'dimension', type: 'text' }, { name: 'contacts', role: 'measure', type: 'integer' }, { name: '__other', role: 'other', type: 'boolean' }], [['2026-09-01', 'a', 1, false], ['2026-10-01', null, 7, true], ['2026-11-01', 'a', 3, false], ['2026-11-01', null, 9, true]]), data_to: '2026-11-18T06:00:00' }
	};
	const model = buckets(tile, 'en', '2026-11-22', words);
	expect(model.short).toEqual(['Sept', 'Oct', 'Nov']);
	expect(model.open).toEqual([false, false, true]);
	expect(model.panels[0]?.series).toEqual([
		{ name: 'Apartments', values: [1, null, 3], context: false, other: false },
		{ name: 'Other', values: [null, 7, 9], context: false, other: true }
	]);
	expect(bucketTwin(model, 'Month', 'en').head.map((h) => h.text)).toEqual(['Month', 'Apartments', 'Other']);
});
