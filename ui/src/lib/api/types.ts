// What the server answers and is asked, under the names that the screens use. The types themselves are generated from its OpenAPI
// document into schema.ts; `make api` makes both anew.
import type { Fan } from './forecast.ts';
import type { components } from './schema.ts';

type Schemas = components['schemas'];

export type PageLink = Schemas['PageLink'];
export type Me = Schemas['Me'];
export type LoginInfo = Schemas['LoginInfo'];
export type Entered = Schemas['Entered'];

export type Part = Schemas['PagePart'];
export type Choice = Schemas['PageChoice'];
export type FilterInfo = Schemas['PageFilter'];
export type Freshness = Schemas['PageFreshness'];
export type Measure = Schemas['PageMeasure'];
export type Dimension = Schemas['PageDimension'];
export type TileProblem = Schemas['PageProblem'];
/** Its query is what is asked again, changed: sorted, searched, from another row on. */
export type Tile = Omit<Schemas['PageTile'], 'query' | 'fan'> & { query?: Query; fan?: Fan };
export type TileKind = Tile['kind'];
export type Payload = Omit<Schemas['PagePayload'], 'rows'> & { rows: Tile[][] };
export type Explanation = Schemas['PageExplanation'];

export type OutColumn = Schemas['MetricOutColumn'];
export type Result = Schemas['QueryResult'];
export type Cell = Result['rows'][number][number];
export type Members = Schemas['QueryMembers'];
export type Order = Schemas['MetricOrder'];
export type Where = Schemas['MetricFilter'];
export type Query = Schemas['Question'];

export type CatalogMeasure = Schemas['CatalogMeasure'];
export type CatalogView = Schemas['CatalogView'];
export type Catalog = Schemas['Catalog'];

export type EntityLink = Schemas['EntityLink'];
export type EntityBrief = Schemas['MatchingBrief'];
export type EntityOverview = Schemas['MatchingOverview'];
export type RecordKey = Schemas['EntityKey'];
export type ReviewQueue = Schemas['MatchingQueue'];
export type Doubt = Schemas['MatchingDoubt'];
export type Decided = Schemas['MatchingDecided'];
export type RecordPair = Schemas['MatchingPair'];
export type PairSide = Schemas['MatchingSide'];
export type PairPart = Schemas['MatchingPart'];
export type Cluster = Schemas['MatchingCluster'];
export type GoldenValue = Schemas['EntityGoldenValue'];
export type EntityEvent = Schemas['MatchingEvent'];
export type RecordQuestion = Schemas['MatchingQuestion'];
export type RecordAnswer = Schemas['MatchingAnswer'];
export type Candidate = Schemas['MatchingCandidate'];
export type Judgement = Schemas['Judgement'];
export type ReviewCounts = Schemas['ReviewCounts'];
