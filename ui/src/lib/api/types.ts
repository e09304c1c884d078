// The shapes that the server answers with: page.Payload, query.Result and their parts, as Go writes them in JSON.
// (Lists that Go left empty may come as null.)

import type { Grain } from '#lib/format/index.ts';

export type PageLink = { name: string; title: string; group: string; icon: string };

export type Me = {
	user: string;
	name: string;
	roles: string[];
	admin: boolean;
	explore: boolean;
	export: boolean;
	language: string;
	languages: string[];
	csrf: string;
	tenant: string;
	project: { name: string; title: string; currency: string; time_zone: string; week_start: number };
	pages: PageLink[];
};

export type LoginInfo = {
	title: string;
	languages: string[];
	demo_users?: { user: string; name: string; role_label: string }[];
};

export type Part = { text: string; filter?: string };
export type Choice = { value: string; label: string; count?: number };

export type FilterInfo = {
	id: string;
	kind: 'period' | 'comparison' | 'members';
	label: string;
	text: string;
	views?: string[];
	value: string[] | null;
	in_sentence: boolean;
	choices?: Choice[];
};

export type Freshness = { state: 'fresh' | 'late' | 'stale' | 'none'; data_to: string; text: string };

export type Measure = {
	name: string;
	column: string;
	label: string;
	format: string;
	decimals: number;
	unit?: string;
	currency?: string;
	better?: string;
	note?: string;
};

export type Dimension = { name: string; label: string; kind: string; grain?: Grain; labels?: Record<string, string> };

export type Cell = string | number | boolean | null;

export type OutColumn = {
	name: string;
	role: 'time' | 'dimension' | 'label' | 'measure' | 'compared' | 'other';
	of?: string;
	type: string;
};

export type Result = {
	view: string;
	columns: OutColumn[];
	rows: Cell[][];
	totals?: Cell[];
	row_count: number;
	version: number;
	tables: Record<string, number>;
	data_to: string;
	period?: string;
	compared?: string;
};

export type Order = { by: string; desc: boolean };
export type Where = { column: string; op: string; values?: Cell[] };

export type Query = {
	view: string;
	measures: string[];
	by?: string[] | null;
	where?: Where[] | null;
	period?: string;
	time_zone?: string;
	week_start?: number;
	compare?: '' | 'previous_period' | 'previous_year';
	order?: Order[] | null;
	limit?: number;
	offset?: number;
	other?: boolean;
	totals?: boolean;
	search?: string;
	fill?: boolean;
};

export type TileProblem = { code: string; title: string; hint?: string; filter?: string };

export type TileKind = 'kpi' | 'line' | 'bar' | 'stacked_bar' | 'table' | 'heatmap' | 'funnel';

export type Tile = {
	id: string;
	kind: TileKind;
	title: string;
	subtitle?: string;
	width: number;
	measures: Measure[];
	dimensions: Dimension[] | null;
	split?: string;
	top?: number;
	compared?: string;
	compared_text?: string;
	period?: string;
	state: 'ok' | 'empty' | 'failed' | 'denied' | 'not_built';
	problem?: TileProblem;
	data?: Result;
	trend?: Result;
	rest?: Result;
	unfiltered?: string[] | null;
	query?: Query;
};

export type Payload = {
	name: string;
	title: string;
	language: string;
	sentence: Part[];
	filters: FilterInfo[];
	freshness: Freshness;
	rows: Tile[][];
	version: number;
};

export type Explanation = {
	measure: Measure;
	formula: string;
	parts: { label: string; measure: Measure; value: Cell }[] | null;
	value: Cell;
	period: string;
	filters: string[] | null;
	rows: number;
	table: string;
	version: number;
	published_at: string;
	data_to: string;
	sources: { source: string; loads?: number; rows?: number; rejected?: number; landed_at: string }[] | null;
};

export type Members = { members: Choice[]; more: boolean };

export type CatalogMeasure = Measure & { description?: string; not_across?: string[] | null; why?: string };

export type CatalogView = {
	name: string;
	label: string;
	time: { grain: Grain } | null;
	data_to: string;
	measures: CatalogMeasure[];
	dimensions: Dimension[];
};

export type Catalog = { views: CatalogView[] };
