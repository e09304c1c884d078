// What the server says of the future: the `fan` of a tile, and the whole account of a forecast at GET /forecasts/{name}, which takes the
// filters of the page that it is asked from (f.DIMENSION=member), so that both speak of the same series.
import type { Freshness, Measure, TileProblem } from './types.ts';

/** A moment, as the steps of a series are named: 2026-11-22, or 2026-11-22T13:00 where steps are hours. */
type At = string;

/** One step to come. A range that was refused is null, and Fan.refused says why. */
export type FanStep = {
	at: At;
	value: number;
	lo50: number | null;
	hi50: number | null;
	lo80: number | null;
	hi80: number | null;
	lo95: number | null;
	hi95: number | null;
};

export type FanSeries = {
	name: string;
	unit: string;
	past: [At, number | null][]; // as reported, to `now`
	now: At; // the last step with anything reported
	complete_until: At; // the last step that is believed as it is
	completed: [At, number][]; // the steps after it, as they will be when everything is reported
	next: FanStep[];
};

export type FanTarget = { value: number; period: string; so_far: number; expected: number; chance: number | null };
export type FanTotal = { value: number; lo80: number | null; hi80: number | null };

/** How often it was right: on origins of the past, and of what was really issued. */
export type FanRight = { origins: number; mae: number | null; naive_mae: number | null; inside80: number | null; issued_scored: number; issued_inside80: number | null };
export type FanMember = { name: string; weight: number; mae: number | null; naive: boolean };
export type FanFinding = { at: At; kind: string; text: string; size?: number };

export type Fan = {
	forecast: string; // the name of the resource, for its page
	series: FanSeries[];
	issued_at: string;
	horizon: number;
	step: 'hour' | 'day' | 'week' | 'month';
	total?: FanTotal | null; // of all steps to come
	target?: FanTarget | null;
	right?: FanRight | null;
	naive: boolean; // nothing beat the seasonal naive forecast, so that one is given
	refused: Record<string, string>; // "95" → why that range is not given
	holidays: [At, string][];
	members: FanMember[];
	anomalies: [At, number, number, number][]; // at, what came, and the 95% of the forecast made before
	findings: FanFinding[];
};

/** What moves a series: trend, week, year, holiday, or a regressor by its name. Values are added to the level, past steps and those to come. */
export type ForecastEffect = { name: string; label: string; values: [At, number][] };

/** A member of the mixture as the backtests saw it; one that got no weight says why. */
export type ForecastMember = FanMember & { mase: number | null; why?: string };

/** One step that was forecast and has come since. */
export type ForecastIssued = { issued_at: string; at: At; value: number; lo80: number | null; hi80: number | null; lo95: number | null; hi95: number | null; actual: number };

/** A series that the forecast is made for: a member of each of its dimensions, in words, and the filters that choose it. */
export type ForecastChoice = { label: string; filters: Record<string, string> };

export type ForecastAccount = {
	name: string;
	title: string;
	state: 'ok' | 'stale' | 'empty' | 'withheld' | 'denied' | 'not_built';
	problem?: TileProblem;
	measure: Measure;
	freshness: Freshness;
	chosen: ForecastChoice;
	choices: ForecastChoice[]; // the series that the reader may see, the total first
	fan?: Fan;
	steps: number; // of the past that was looked at
	members: ForecastMember[];
	effects: ForecastEffect[];
	issued: ForecastIssued[]; // those that were scored, the latest first, 200 at most
};
