import { expect, test } from 'vitest';
import { filtersOf, hasFilters, memberValue, membersOf, withFilter, withoutFilters } from './url.ts';

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
