import { expect, test } from 'vitest';
import type { Catalog } from '#lib/api/types.ts';
import { chartQuery, explore, grains, tableQuery, totalsQuery, withChange } from './state.ts';

const measure = (name: string) => ({ name: `events.${name}`, column: name, label: name, format: 'integer', decimals: -1, description: '', not_across: [], why: '' });
const catalog: Catalog = {
	views: [
		{ name: 'events', label: 'Events', time: { grain: 'day' }, data_to: '2026-11-18', measures: ['views', 'contacts', 'cost'].map(measure), dimensions: [{ name: 'place', label: 'Place', kind: '' }, { name: 'device', label: 'Device', kind: '' }] },
		{ name: 'stock', label: 'Stock', data_to: '', measures: [measure('ads')], dimensions: [{ name: 'place', label: 'Place', kind: '' }] }
	]
};

test('an empty address explores the first view by day', () => {
	const e = explore(catalog, new URLSearchParams());
	expect(e).toMatchObject({ measures: ['views', 'contacts'], by: 'day', split: '', period: 'last_28_days', comparison: 'previous_period', where: [] });
});

test('names that are not there are passed over', () => {
	const e = explore(catalog, new URLSearchParams('view=nothing&m=secret,cost&by=secret&split=place&f.secret=1'));
	expect(e).toMatchObject({ measures: ['cost'], by: 'day', split: 'place', where: [] });
});

test('a view without time has no period, comparison or grain', () => {
	const e = explore(catalog, new URLSearchParams('view=stock&by=day&period=last_7_days'));
	expect(e).toMatchObject({ by: 'place', period: 'all', comparison: 'none', split: '' });
	expect(grains(catalog.views[1]!)).toEqual([]);
});

test('the address comes out as questions', () => {
	const e = explore(catalog, new URLSearchParams('by=place&m=cost,views&f.device=!phone&f.device=tablet'))!;
	expect(e.where).toEqual([{ column: 'device', op: 'not_in', values: ['phone', 'tablet'] }]);
	expect(chartQuery(e)).toMatchObject({ measures: ['cost'], by: ['place'], limit: 12, other: true });
	expect(tableQuery(e)).toMatchObject({ measures: ['cost', 'views'], order: [{ by: 'cost', desc: true }], totals: true });
	expect(withChange(new URLSearchParams('a=1&b=2'), { a: null, b: '3' }).toString()).toBe('b=3');
});

test('what has no figure for a whole period is neither drawn first nor totalled', () => {
	const view = { ...catalog.views[0]!, name: 'ahead', measures: [{ name: 'ahead.lo80', not_across: ['time'] }, { name: 'ahead.forecast', not_across: [] }, { name: 'ahead.target', not_across: [] }] } as unknown as Catalog['views'][number];
	const plain = explore({ views: [view] }, new URLSearchParams(), ['ahead'])!;
	expect(plain.period).toBe('all');
	expect(plain.measures).toEqual(['forecast', 'target']);
	expect(tableQuery(plain).totals).toBe(true);
	const ranged = explore({ views: [view] }, new URLSearchParams('m=lo80,forecast'))!;
	expect(ranged.measures).toEqual(['lo80', 'forecast']);
	expect(totalsQuery(ranged).measures).toEqual(['forecast', 'target']);
	expect(tableQuery(ranged).totals).toBe(false);
});
