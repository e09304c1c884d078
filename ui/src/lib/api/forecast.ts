// What the server says of the future, under the names that the screens use. Pairs and rows of four, of which OpenAPI cannot tell what
// stands where, are told here.
import type { components } from './schema.ts';

type Schemas = components['schemas'];

/** A moment, as the steps of a series are named: 2026-11-22, or 2026-11-22T13:00 where steps are hours. */
type At = string;

export type FanStep = Schemas['PageFanStep'];
export type FanSeries = Omit<Schemas['PageFanSeries'], 'past' | 'completed'> & { past: [At, number | null][]; completed: [At, number][] };
export type FanTarget = Schemas['PageFanTarget'];
export type FanRight = Schemas['PageFanRight'];
export type FanFinding = Schemas['PageFanFinding'];
export type Fan = Omit<Schemas['PageFan'], 'series' | 'holidays' | 'anomalies'> & {
	series: FanSeries[];
	holidays: [At, string][];
	anomalies: [At, number, number, number][]; // at, what came, and the 95% of the forecast made before
};

export type ForecastLink = Schemas['PageForecastLink'];
export type ForecastBrief = Schemas['PageForecastBrief'];
export type ForecastMember = Schemas['PageForecastMember'];
export type ForecastEffect = Omit<Schemas['PageForecastEffect'], 'values'> & { values: [At, number][] };
export type ForecastIssued = Schemas['PageForecastIssued'];
export type ForecastTried = Schemas['PageForecastTried'];
export type ForecastChoice = Schemas['PageForecastChoice'];
export type ForecastAccount = Omit<Schemas['PageForecastAccount'], 'fan' | 'effects'> & { fan?: Fan; effects: ForecastEffect[] };
