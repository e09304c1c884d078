package archtest

// Room is a package of the module, or several below one folder, with what it may import beside the standard library.
type Room struct {
	Imports []string // rooms of this module; "" is the root package
	Outside []Outside
	Why     string
}

// Outside is a door to the outside world that a room has, with the reason. The doors are net/http, database/sql and the drivers of
// databases; other rooms reach files, networks and databases only through the interfaces of those that have one.
type Outside struct{ Package, Why string }

// Doors are the packages that only rooms with a reason may import, also as the beginning of a path.
var Doors = []string{
	"net/http",
	"database/sql",
	"github.com/duckdb/",
	"modernc.org/sqlite",
	"github.com/jackc/",
	"github.com/lib/pq",
	"github.com/go-sql-driver/",
	"go.mongodb.org/",
}

const (
	root     = ""
	sqlTypes = "rows of the state database come as database/sql's types; only state opens it"
	itsOwn   = "an adapter: it is the one that talks to this outside thing"
)

// Rooms is the table of docs/architecture.md. A package belongs to the longest entry that its path begins with, and may always import
// packages of its own entry. What is not listed is refused.
var Rooms = map[string]Room{
	// L0: the words.
	root: {Why: "the words that every room shares; the standard library only"},

	// Leaves that know at most the words.
	"internal/near":     {Why: "near names, for any room that offers what was meant"},
	"internal/format":   {Imports: []string{root}, Why: "numbers and dates as people read them, alike in every room that shows some"},
	"internal/archtest": {Why: "this table"},

	"entity/text":     {Why: "plain letters and distances of words, for whatever compares some"},
	"entity":          {Imports: []string{root, "entity/checksum", "entity/names", "entity/text", "internal/near"}, Why: "finds which records are the same; it is given tables and knows no file or engine; names for legal forms, near names for what a person states"},
	"entity/checksum": {Why: "knows the check digits of identifiers, and no record that has one"},
	"entity/names":    {Imports: []string{"entity/text"}, Why: "compares two names by what languages know, so that it needs no records and no training"},

	"forecast":          {Imports: []string{root}, Why: "forecasts the series it is given and knows no file, table or clock; the words for its errors"},
	"forecast/response": {Imports: []string{root}, Why: "says how results bend with spend; it shares no type with series, so that planning needs none of them"},

	// L1: one subject each.
	"source":      {Imports: []string{root}, Why: "what a source is"},
	"source/file": {Imports: []string{root, "source"}, Outside: []Outside{{"database/sql", itsOwn}, {"github.com/duckdb/", itsOwn}}, Why: "reads files with a loader instance of its own"},
	"lake":        {Imports: []string{root}, Why: "keeps what came in"},
	"engine":      {Imports: []string{root}, Why: "the seam to what runs SQL, and its suite"},
	"engine/duckdb": {Imports: []string{root, "engine"}, Outside: []Outside{{"database/sql", itsOwn}, {"github.com/duckdb/", itsOwn}},
		Why: "runs SQL in the binary"},
	"metric": {Imports: []string{root, "engine", "internal/near"}, Why: "engine only for its Dialect: a plan compiles to any of them"},
	"state":  {Imports: []string{root}, Outside: []Outside{{"database/sql", itsOwn}, {"modernc.org/sqlite", itsOwn}}, Why: "opens SQLite and knows no other room"},
	"secret": {Imports: []string{root}, Why: "resolves references"},
	"access": {Imports: []string{root, "metric", "state", "internal/near"}, Outside: []Outside{{"database/sql", sqlTypes}}, Why: "an entitlement is metric's filters"},

	// L2: what is made of the subjects.
	"matching": {Imports: []string{root, "entity", "engine", "lake", "project", "internal/near"}, Why: "keeps a project's entities from run to run; the pipeline brings them up to date, the server asks"},
	"project":  {Imports: []string{root, "source", "engine", "entity", "forecast", "metric", "access", "internal/near"}, Why: "owns the resource types; engine only for what Parse tells, entity for what a file may say of a match, forecast for the countries that it knows"},
	"pipeline": {Imports: []string{root, "entity", "forecast", "matching", "source", "source/file", "lake", "engine", "metric", "state", "project", "internal/near"},
		Outside: []Outside{{"database/sql", sqlTypes}}, Why: "moves rows from sources to tables; a forecast reads its past as metric plans it, so that it is the past that pages show"},
	"query":  {Imports: []string{root, "engine", "metric", "access", "internal/near"}, Why: "the one door to figures"},
	"page":   {Imports: []string{root, "forecast", "metric", "access", "project", "query", "internal/format", "internal/near"}, Why: "turns a page into questions to query; forecast names the holidays and steps of what is drawn"},
	"report": {Imports: []string{root, "metric", "query", "page", "internal/format"}, Why: "writes what query and page give; metric names the columns of an answer"},

	// L3: the outside of the process.
	"server": {Imports: []string{root, "entity", "matching", "source", "lake", "engine", "metric", "state", "access", "project", "pipeline", "query", "page", "report",
		"internal/format", "internal/near"}, Outside: []Outside{{"net/http", "it serves HTTP"}, {"database/sql", sqlTypes}}, Why: "HTTP over L0 to L2"},
	"server/local": {Imports: []string{root, "access", "matching", "pipeline", "query", "server"}, Outside: []Outside{{"net/http", "it is the client of the local socket"}},
		Why: "asks a serving process what the commands want to know"},
	"ui": {Why: "embeds what its build makes"},

	// L4: wiring.
	"examples": {Why: "embeds the example projects"},
	"demo":     {Imports: []string{root}, Why: "seeded generators that know no engine, so that they cannot favour it"},
	"app": {Imports: []string{root, "entity", "entity/names", "forecast", "matching", "source", "source/file", "lake", "engine", "engine/duckdb", "metric", "state", "secret", "access", "project",
		"pipeline", "query", "page", "report", "server", "server/local", "ui", "demo", "examples", "internal/format", "internal/near"},
		Outside: []Outside{{"net/http", "it asks for an example's pages as its users would"}}, Why: "the one place where rooms are put together"},
	"cmd/farol": {Imports: []string{root, "entity/names", "matching", "app", "server", "server/local", "pipeline", "metric", "report", "project", "query", "access", "demo", "internal/format", "internal/near"},
		Why: "flags, printing and exit codes: it names the types that commands ask and answer with, and opens nothing by itself"},

	// Beside the house.
	"bench": {Imports: []string{root, "app", "source", "source/file", "lake", "engine", "engine/duckdb", "pipeline", "project", "state", "metric", "query", "access", "forecast", "demo", "examples", "entity/text"},
		Outside: []Outside{{"database/sql", "measures the peer too"}, {"github.com/duckdb/", "measures the peer too"}, {"net/http", "measures the server"}}, Why: "measures the rooms from outside"},
	"test": {Imports: []string{root, "app", "demo", "examples", "access", "project", "query", "server"}, Outside: []Outside{{"net/http", "it is a client"}}, Why: "tests the whole from outside"},
}
