import { api, Problem } from '#lib/api/client.ts';
import type { Dimension, Measure, Result, Tile } from '#lib/api/types.ts';
import type { Grain } from '#lib/format/index.ts';
import { t } from '#lib/i18n/index.svelte.ts';
import { chartQuery, isTime, short, strip, tableQuery, totalsQuery, type Exploration } from './state.ts';

/** The answers to an exploration: totals, chart and table are asked together and shown together. */
export class ExploreStore {
	totals = $state.raw<{ measures: Measure[]; result: Result } | null>(null);
	chart = $state.raw<Tile | null>(null);
	table = $state.raw<Tile | null>(null);
	problem = $state.raw<Problem | null>(null);
	loading = $state(false);
	slow = $state(false);
	#controller: AbortController | null = null;

	async ask(e: Exploration): Promise<void> {
		this.stop();
		const controller = new AbortController();
		this.#controller = controller;
		this.loading = true;
		const timer = setTimeout(() => (this.slow = true), 2_000);
		try {
			const [chart, table, totals] = [chartQuery(e), tableQuery(e), totalsQuery(e)];
			const [c, r, s] = await Promise.all([
				e.by ? api.query(chart, controller.signal) : null,
				e.by ? api.query(table, controller.signal) : null,
				api.query(totals, controller.signal)
			]);
			this.totals = { measures: strip(e), result: s };
			this.chart = c ? tile(e, 'chart', c, chart.measures) : null;
			this.table = r ? { ...tile(e, 'table', r, table.measures), kind: 'table', query: table, title: '' } : null;
			this.problem = null;
		} catch (cause) {
			if (controller.signal.aborted) return;
			this.problem = cause instanceof Problem ? cause : new Problem(0, 'internal', String(cause));
		} finally {
			clearTimeout(timer);
			if (this.#controller === controller) this.loading = this.slow = false;
		}
	}

	stop(): void {
		this.#controller?.abort();
		this.loading = this.slow = false;
	}
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function dimensionsOf(e: Exploration): Dimension[] {
	const out: Dimension[] = [];
	for (const name of [e.by, e.split]) {
		if (!name) continue;
		const known = e.view.dimensions.find((d) => d.name === name);
		if (known) out.push(known);
		else out.push({ name, label: capital(t(`grain.${name as Grain}`)), kind: 'time', grain: name as Grain });
	}
	return out;
}

/** The label of a dimension or grain inside a sentence. */
export function labelOf(e: Exploration, name: string): string {
	const known = e.view.dimensions.find((d) => d.name === name);
	return known ? known.label.toLowerCase() : t(`grain.${name as Grain}`);
}

function tile(e: Exploration, id: string, data: Result, names: string[]): Tile {
	const measures = names.flatMap((name) => e.view.measures.filter((m) => short(m.name) === name));
	const words = { measure: measures[0]?.label ?? '', by: labelOf(e, e.by), split: e.split ? labelOf(e, e.split) : '' };
	return {
		id,
		kind: isTime(e) ? 'line' : 'bar',
		title: e.split ? t('explore.titleSplit', words) : t('explore.titleBy', words),
		width: 12,
		measures,
		dimensions: dimensionsOf(e),
		split: e.split,
		period: data.period || e.period,
		compared: data.compared,
		compared_text: e.comparison === 'previous_year' ? t('comparison.previous_year') : t('comparison.previous_period'),
		state: 'ok',
		data
	};
}
