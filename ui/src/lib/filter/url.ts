import type { FilterInfo } from '#lib/api/types.ts';

// What is chosen stands in the address: period, comparison, and f.DIMENSION once a member, with "!" before the first for all but these.

/** Parameters of an address that are only read. */
export type Params = Pick<URLSearchParams, 'get' | 'getAll' | 'has' | 'keys' | 'toString'>;

const own = (id: string) => (id === 'period' || id === 'comparison' ? id : `f.${id}`);

/** The address with a filter set; no values takes it away. */
export function withFilter(search: string | Params, id: string, values: string[]): URLSearchParams {
	const params = new URLSearchParams(search.toString());
	params.delete(own(id));
	for (const value of values) params.append(own(id), value);
	return params;
}

/** Does the address choose anything? Then a reset has something to do. */
export function hasFilters(params: Params): boolean {
	return [...params.keys()].some(isFilter);
}

export function isFilter(key: string): boolean {
	return key === 'period' || key === 'comparison' || key.startsWith('f.');
}

/** Only the filters of an address, for requests that must not carry the rest of it. */
export function filtersOf(params: Params): URLSearchParams {
	return new URLSearchParams([...new URLSearchParams(params.toString())].filter(([key]) => isFilter(key)));
}

/** What stands around a filter while its members are counted: the other filters, and the period that is shown even where it is the
 *  page's own and the address is silent. */
export function around(params: Params, id: string, period: string): URLSearchParams {
	const next = filtersOf(withFilter(withFilter(params, id, []), 'comparison', []));
	if (period) next.set('period', period);
	return next;
}

export function withoutFilters(params: Params): URLSearchParams {
	return new URLSearchParams([...new URLSearchParams(params.toString())].filter(([key]) => !isFilter(key)));
}

/** The members of a filter and whether they are the ones left out. */
export function membersOf(value: string[]): { members: string[]; except: boolean } {
	const except = value[0]?.startsWith('!') ?? false;
	return { members: except ? [value[0]?.slice(1) ?? '', ...value.slice(1)] : value, except };
}

export function memberValue(members: string[], except: boolean): string[] {
	if (!except || members.length === 0) return members;
	return [`!${members[0]}`, ...members.slice(1)];
}

/** Filters that are set but that the sentence does not speak of, and those that can still be added. */
export function beside(filters: FilterInfo[]): { set: FilterInfo[]; open: FilterInfo[] } {
	const members = filters.filter((f) => f.kind === 'members' && !f.in_sentence);
	return { set: members.filter((f) => (f.value ?? []).length > 0), open: members.filter((f) => (f.value ?? []).length === 0) };
}
