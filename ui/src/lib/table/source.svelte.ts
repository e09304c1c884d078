import { api, Problem } from '#lib/api/client.ts';
import type { Cell, Order, Query, Result, Tile } from '#lib/api/types.ts';
import { Answer } from '#lib/query/result.ts';

const PAGE = 100;

/** The rows of a table, sorted, searched and paged by the server: there is no row that cannot be reached. */
export class TableSource {
	rows = $state.raw<Cell[][]>([]);
	total = $state(0);
	order = $state<Order | null>(null);
	search = $state('');
	busy = $state(false);
	problem = $state.raw<Problem | null>(null);
	trends = $state.raw(new Map<string, (number | null)[]>());
	// The trends of all rows run along the same buckets of time, also of rows that begin later or end earlier.
	#times: string[] = [];
	#points = new Map<string, Map<string, number | null>>();
	readonly tile: Tile;
	readonly result: Result | null;
	#controller: AbortController | null = null;

	constructor(tile: Tile) {
		this.tile = tile;
		this.result = tile.data ?? null;
		this.rows = tile.data?.rows ?? [];
		this.total = tile.data?.row_count ?? 0;
		this.order = tile.query?.order?.[0] ?? null;
		if (tile.trend) this.#take(tile.trend);
	}

	get canAsk(): boolean {
		return this.tile.query !== undefined;
	}

	get more(): number {
		return Math.max(0, Math.min(PAGE, this.total - this.rows.length));
	}

	/** The same column again turns the order round. Figures begin with the largest, names with A. */
	sort(by: string, figure: boolean): Promise<void> {
		const desc = this.order?.by === by ? !this.order.desc : figure;
		this.order = { by, desc };
		return this.#ask(0, Math.max(PAGE, Math.min(this.rows.length, 500)));
	}

	find(text: string): Promise<void> {
		this.search = text;
		return this.#ask(0, PAGE);
	}

	next(): Promise<void> {
		return this.#ask(this.rows.length, PAGE);
	}

	again(): Promise<void> {
		return this.#ask(0, PAGE);
	}

	/** What the table shows as a question of its own, for the export of all its rows. */
	query(): Query | null {
		if (!this.tile.query) return null;
		return { ...this.tile.query, period: this.tile.period, order: this.order ? [this.order] : [], search: this.search };
	}

	stop(): void {
		this.#controller?.abort();
	}

	async #ask(offset: number, limit: number): Promise<void> {
		const query = this.query();
		if (!query) return;
		this.#controller?.abort();
		const controller = new AbortController();
		this.#controller = controller;
		this.busy = true;
		this.problem = null;
		try {
			const answer = await api.query({ ...query, offset, limit, other: false, totals: false }, controller.signal);
			const rows = answer.rows ?? [];
			this.rows = offset > 0 ? [...this.rows, ...rows] : rows;
			this.total = answer.row_count;
			void this.#askTrends(rows, controller.signal);
		} catch (cause) {
			if (controller.signal.aborted) return;
			this.problem = cause instanceof Problem ? cause : new Problem(0, 'internal', String(cause));
		}
		if (this.#controller === controller) this.busy = false;
	}

	#take(trend: Result): void {
		const answer = new Answer(trend);
		const key = this.tile.dimensions?.[0];
		const measure = trend.columns.find((c) => c.role === 'measure');
		if (!key || !measure) return;
		const [at, value] = [answer.dimension(key.name), answer.measure(measure.name)];
		const when = answer.time();
		const fresh = new Set<string>();
		for (const row of answer.rows) {
			const name = String(row[at]);
			if (!fresh.has(name)) this.#points.set(name, new Map());
			fresh.add(name);
			this.#points.get(name)?.set(String(row[when]), answer.number(row, value));
		}
		this.#times = [...new Set([...this.#times, ...answer.rows.map((row) => String(row[when]))])].sort();
		this.trends = new Map([...this.#points].map(([name, points]) => [name, this.#times.map((time) => points.get(time) ?? null)]));
	}

	// Rows that came later ask for their own trend; without one a cell stays empty.
	async #askTrends(rows: Cell[][], signal: AbortSignal): Promise<void> {
		const [query, trend, key] = [this.tile.query, this.tile.trend, this.tile.dimensions?.[0]];
		const grain = trend?.columns.find((c) => c.role === 'time')?.name;
		const measure = trend?.columns.find((c) => c.role === 'measure')?.name;
		if (!query || !this.result || !key || !grain || !measure) return;
		const at = new Answer(this.result).dimension(key.name);
		const missing = [...new Set(rows.map((row) => row[at] ?? null))].filter((v) => v !== null && !this.trends.has(String(v)));
		if (missing.length === 0) return;
		const where = [...(query.where ?? []), { column: key.name, op: 'in', values: missing }];
		try {
			this.#take(await api.query({ view: query.view, measures: [measure], by: [key.name, grain], where, period: this.tile.period, fill: true }, signal));
		} catch {
			// A trend is only an ornament of its row.
		}
	}
}
