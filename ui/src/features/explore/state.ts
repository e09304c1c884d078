import type { CatalogView, Catalog, Query, Where } from '#lib/api/types.ts';
import { filtersOf, membersOf, type Params } from '#lib/filter/url.ts';

/** What is explored; all of it stands in the address. */
export type Exploration = {
	view: CatalogView;
	measures: string[]; // names in the view; the first is drawn
	by: string; // a grain of time, or a dimension; "" is the total
	split: string; // a dimension, or ""
	period: string;
	comparison: string;
	where: Where[];
};

export const MOST_MEASURES = 6;
const order = ['hour', 'day', 'week', 'month', 'quarter', 'year'];

/** The grains a view can be read in: its own and every coarser one. */
export function grains(view: CatalogView): string[] {
	return view.time ? order.slice(Math.max(0, order.indexOf(view.time.grain))) : [];
}

/** The name of a measure inside its view: Measure.name is view.measure. */
export function short(name: string): string {
	return name.slice(name.indexOf('.') + 1);
}

/** Has a measure a figure for a whole period? The ends of a forecast's ranges have none: a sum is surer than its parts. */
export const addsUp = (measure: CatalogView['measures'][number]): boolean => !(measure.not_across ?? []).includes('time');

/** Reads the address; what it does not say, or says wrongly, gets a plain answer. A view `ahead` tells days that are still to come: all of them. */
export function explore(catalog: Catalog, params: Params, ahead: string[] = []): Exploration | null {
	const view = catalog.views.find((v) => v.name === params.get('view')) ?? catalog.views[0];
	if (!view) return null;
	const known = view.measures.map((m) => short(m.name));
	const summed = view.measures.filter(addsUp).map((m) => short(m.name));
	const asked = (params.get('m') ?? '').split(',').filter((m) => known.includes(m));
	const measures = (asked.length > 0 ? asked : (summed.length > 0 ? summed : known).slice(0, 2)).slice(0, MOST_MEASURES);
	const times = grains(view);
	const dimensions = view.dimensions.map((d) => d.name);
	const wanted = params.get('by');
	const fallback = times.includes('day') ? 'day' : (times[0] ?? dimensions[0] ?? '');
	const by = wanted === '' || (wanted !== null && [...times, ...dimensions].includes(wanted)) ? wanted : fallback;
	const splitting = params.get('split') ?? '';
	const split = splitting !== by && dimensions.includes(splitting) && times.includes(by) ? splitting : '';
	const where: Where[] = [];
	for (const key of new Set(filtersOf(params).keys())) {
		const column = key.slice(2);
		if (!key.startsWith('f.') || !dimensions.includes(column)) continue;
		const { members, except } = membersOf(params.getAll(key));
		where.push({ column, op: except ? 'not_in' : 'in', values: members });
	}
	const period = view.time ? (params.get('period') ?? (ahead.includes(view.name) ? 'all' : 'last_28_days')) : 'all';
	const comparison = view.time && period !== 'all' ? (params.get('comparison') ?? 'previous_period') : 'none';
	return { view, measures, by, split, period, comparison, where };
}

/** The address of an exploration with something changed. */
export function withChange(params: Params, change: Record<string, string | null>): URLSearchParams {
	const next = new URLSearchParams(params.toString());
	for (const [key, value] of Object.entries(change)) {
		if (value === null) next.delete(key);
		else next.set(key, value);
	}
	return next;
}

const compareOf = (e: Exploration): Query['compare'] => (e.comparison === 'previous_period' || e.comparison === 'previous_year' ? e.comparison : '');
type Asked = Query & { measures: string[] };
const base = (e: Exploration): Asked => ({ view: e.view.name, measures: e.measures, where: e.where, period: e.period, compare: compareOf(e) });

export const isTime = (e: Exploration): boolean => grains(e.view).includes(e.by);

/** The totals of the strip: every measure of the view that has one, at most eight. */
export function totalsQuery(e: Exploration): Asked {
	return { ...base(e), measures: strip(e).map((m) => short(m.name)), by: [] };
}

export function strip(e: Exploration): CatalogView['measures'] {
	const chosen = e.measures.flatMap((name) => e.view.measures.filter((m) => short(m.name) === name));
	return [...chosen, ...e.view.measures.filter((m) => !chosen.includes(m))].filter(addsUp).slice(0, 8);
}

/** The chart draws the first measure: along time, or the twelve largest members and the rest. */
export function chartQuery(e: Exploration): Asked {
	const measures = e.measures.slice(0, 1);
	if (isTime(e)) return { ...base(e), measures, by: e.split ? [e.by, e.split] : [e.by], compare: e.split ? '' : compareOf(e), fill: true };
	return { ...base(e), measures, by: [e.by], limit: 12, other: true };
}

export function tableQuery(e: Exploration): Asked {
	const by = [e.by, e.split].filter((b) => b !== '');
	const totals = e.view.measures.every((m) => addsUp(m) || !e.measures.includes(short(m.name)));
	return { ...base(e), by, limit: 100, totals, order: isTime(e) ? [{ by: e.by, desc: false }] : [{ by: e.measures[0] ?? '', desc: true }] };
}
