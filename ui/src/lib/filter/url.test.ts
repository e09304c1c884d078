import { expect, test } from 'vitest';
import { around, filtersOf, hasFilters, memberValue, membersOf, withFilter, withoutFilters } from './url.ts';

test('a filter stands in the address, once a member', () => {
	const params = withFilter('period=last_28_days&f.place=Mafra', 'place', ['Lisboa', 'Cascais e Estoril']);
	expect(params.getAll('f.place')).toEqual(['Lisboa', 'Cascais e Estoril']);
	expect(params.get('period')).toBe('last_28_days');
	expect(withFilter(params, 'place', []).has('f.place')).toBe(false);
});

test('all but these is told on the first member only, and read back', () => {
	for (const members of [['a'], ['a', 'b'], []]) {
		for (const except of [true, false]) {
			const read = membersOf(memberValue(members, except));
			expect(read.members).toEqual(members);
			expect(read.except).toBe(except && members.length > 0);
		}
	}
});

test('what is no filter stays apart', () => {
	const params = new URLSearchParams('view=a&f.place=x&comparison=none');
	expect(hasFilters(params)).toBe(true);
	expect(filtersOf(params).toString()).toBe('f.place=x&comparison=none');
	expect(withoutFilters(params).toString()).toBe('view=a');
	expect(hasFilters(withoutFilters(params))).toBe(false);
});

test('members are counted in the period that is shown, among the other filters', () => {
	expect(around(new URLSearchParams(''), 'place', '2026-10-22..2026-11-18').toString()).toBe('period=2026-10-22..2026-11-18');
	const params = new URLSearchParams('period=last_7_days&comparison=none&f.place=a&f.kind=b&lang=pt');
	expect(around(params, 'place', '2026-11-12..2026-11-18').toString()).toBe('period=2026-11-12..2026-11-18&f.kind=b');
	expect(around(new URLSearchParams('period=all'), 'place', '').toString()).toBe('period=all');
});
