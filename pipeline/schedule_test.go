package pipeline

import (
	"testing"
	"time"
)

func TestNextDue(t *testing.T) {
	cases := []struct {
		name, zone, cron, after string
		want                    []string
	}{
		{"every hour", "Europe/Lisbon", "5 * * * *", "2026-01-01T10:05:00Z", []string{"2026-01-01T11:05:00Z", "2026-01-01T12:05:00Z"}},
		{"daily by the clock on the wall", "Europe/Lisbon", "30 6 * * *", "2026-03-28T12:00:00Z",
			[]string{"2026-03-29T05:30:00Z", "2026-03-30T05:30:00Z"}},
		// On 29 March 2026 clocks in Lisbon go from 01:00 to 02:00.
		{"in the hour that is left out", "Europe/Lisbon", "30 1 * * *", "2026-03-28T12:00:00Z",
			[]string{"2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"}},
		{"every hour over the hour that is left out", "Europe/Lisbon", "5 * * * *", "2026-03-29T00:00:00Z",
			[]string{"2026-03-29T00:05:00Z", "2026-03-29T01:05:00Z", "2026-03-29T02:05:00Z"}},
		// On 25 October 2026 clocks in Lisbon go from 02:00 back to 01:00.
		{"once in the hour that comes twice", "Europe/Lisbon", "30 1 * * *", "2026-10-24T12:00:00Z",
			[]string{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
		{"every hour over the hour that comes twice", "Europe/Lisbon", "30 * * * *", "2026-10-25T00:00:00Z",
			[]string{"2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"}},
		{"between the two hours", "Europe/Lisbon", "15 1 * * *", "2026-10-25T00:40:00Z", []string{"2026-10-26T01:15:00Z"}},
		{"a zone whose clocks move by half an hour", "Australia/Lord_Howe", "15 2 * * *", "2026-10-03T00:00:00Z",
			[]string{"2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"}},
		{"weekdays", "UTC", "0 7 * * 1", "2026-01-01T00:00:00Z", []string{"2026-01-05T07:00:00Z", "2026-01-12T07:00:00Z"}},
		{"a day that no month has", "UTC", "0 0 31 2 *", "2026-01-01T00:00:00Z", []string{"0001-01-01T00:00:00Z"}},
		{"in words", "UTC", "@daily", "2026-01-01T00:00:00Z", []string{"2026-01-02T00:00:00Z"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			zone, err := time.LoadLocation(c.zone)
			if err != nil {
				t.Fatal(err)
			}
			s, err := parseCron(c.cron, zone)
			if err != nil {
				t.Fatal(err)
			}
			at, err := time.Parse(time.RFC3339, c.after)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.want {
				at = s.next(at)
				if got := at.UTC().Format(time.RFC3339); got != want {
					t.Fatalf("due at %s, want %s", got, want)
				}
			}
		})
	}
	for _, bad := range []string{"", "* * * *", "61 * * * *", "@every 5m", "soon"} {
		if _, err := parseCron(bad, time.UTC); err == nil {
			t.Errorf("%q is taken for a schedule", bad)
		}
	}
}

func TestStatement(t *testing.T) {
	for in, want := range map[string]string{
		"select 1":                             "select 1",
		"select 1; -- done":                    "select 1",
		"select ';' as a;":                     "select ';' as a",
		"select 'it''s;' as a;":                "select 'it''s;' as a",
		`select e'a\';b' as a;`:                `select e'a\';b' as a`,
		`select "a;b" from t;`:                 `select "a;b" from t`,
		"/* a; /* b; */ c; */ select 1;":       "/* a; /* b; */ c; */ select 1",
		"select 1 -- a; b\n, 2;":               "select 1 -- a; b\n, 2",
		"select $$a;b$$, $t$;$t$;":             "select $$a;b$$, $t$;$t$",
		"select * from t where d >= $start; ;": "select * from t where d >= $start",
		"select name$1, $1;":                   "select name$1, $1",
		"select 'open;":                        "select 'open;",
	} {
		if got := Statement(in); got != want {
			t.Errorf("Statement(%q) = %q, want %q", in, got, want)
		}
	}
}
