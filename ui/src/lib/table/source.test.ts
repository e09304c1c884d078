import { expect, test } from 'vitest';
import type { Tile } from '#lib/api/types.ts';
import { TableSource } from './source.svelte.ts';

const contacts = { name: 'ads.contacts', column: 'contacts', label: 'Contacts', format: 'integer', decimals: -1 };

test('the trends of all rows run along the same days, also of a row that begins later', () => {
	const columns = [{ name: 'listing', role: 'dimension', type: 'integer' }, { name: 'day', role: 'time', type: 'date' }, { name: 'contacts', role: 'measure', type: 'integer' }] as NonNullable<Tile['trend']>['columns'];
	const rows = [[1, '2026-11-16', 2], [1, '2026-11-17', 0], [1, '2026-11-18', 4], [2, '2026-11-18', 7]];
	const tile: Tile = {
		id: 't', kind: 'table', title: 'Listings', width: 12, measures: [contacts], dimensions: [{ name: 'listing', label: 'Listing', kind: '' }], state: 'ok',
		trend: { view: 'ads', columns, rows, row_count: 4, version: 1, tables: {}, data_to: '' }
	};
	const { trends } = new TableSource(tile);
	expect(trends.get('1')).toEqual([2, 0, 4]);
	expect(trends.get('2')).toEqual([null, null, 7]);
});
