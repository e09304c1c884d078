package tenancy

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/farol-kpi/farol/access"
	"github.com/farol-kpi/farol/metric"
)

// account is what is told of a forecast, as far as it is looked at.
type account struct {
	State   string
	Chosen  struct{ Filters map[string]string }
	Choices []struct{ Filters map[string]string }
	Fan     *struct {
		Series []struct {
			Past [][]any
			Next []struct{ Value float64 }
		}
		Total *struct{ Value float64 }
	}
	Members, Effects, Issued []any
}

// forecasts asks about every forecast, of the series that the requester may see and of others. What was is a multiple of the tenant's prime,
// as in any other answer; what is to come is of the tenant's own series or there is none.
func (w *walker) forecasts() {
	var list struct {
		Forecasts []struct{ Name string }
	}
	operation := w.operation
	w.operation = "forecasts"
	w.into(w.get("/forecasts?lang=it"), &list)
	w.operation = operation
	for _, f := range list.Forecasts {
		for _, n := range append([]string{""}, w.narrowings()...) {
			w.account("/forecasts/" + f.Name + "?" + n)
		}
	}
	w.get("/forecasts/none")
}

func (w *walker) account(path string) {
	var a account
	r := w.get(path)
	if !w.into(r, &a) {
		return
	}
	for _, c := range a.Choices {
		w.ownSeries(path, c.Filters)
	}
	if a.Fan == nil {
		if len(a.Members)+len(a.Effects)+len(a.Issued) > 0 {
			w.add(w.operation, "total", "%s tells of a series that is not drawn: %s", path, r.body)
		}
		return
	}
	w.ownSeries(path, a.Chosen.Filters)
	for _, s := range a.Fan.Series {
		for _, p := range s.Past {
			if p[1] != nil {
				w.multiple(w.operation, "group", "the past of "+path, p[1])
			}
		}
	}
}

// ownSeries looks at which series something is of: one of the tenant's own, never that of all together.
func (w *walker) ownSeries(path string, filters map[string]string) {
	w.members++
	if filters["agency"] != w.own.id {
		w.add(w.operation, "member", "%s is of %v", path, filters)
	}
}

// Each tenant is told what is forecast of its own rows, to the digit that who sees all rows is told of that tenant, and the total of all by
// nobody else.
func (w *world) forecastsAreOfTheirOwn(t *testing.T) {
	w.addUser(t, access.User{User: "everything@test", Roles: []string{"analyst"}})
	s := serve(t, w.handler(t))
	ask := func(user, path string) (a account) {
		r := w.client(t, s.URL, user).do("GET", base+path, nil)
		if r.status != http.StatusOK {
			t.Fatalf("%s %s: %d %s", user, path, r.status, r.body)
		}
		if err := json.Unmarshal(r.body, &a); err != nil {
			t.Fatal(err)
		}
		return a
	}
	total := func(a account) float64 {
		if a.Fan == nil || a.Fan.Total == nil {
			t.Fatalf("nothing is forecast: it is %s", a.State)
		}
		return a.Fan.Total.Value
	}
	const path = "/forecasts/contacts_ahead"
	all := total(ask("everything@test", path))
	some := 0
	for _, a := range w.agencies {
		own, shown := total(ask(a.id+"@test", path)), total(ask("everything@test", path+"?f.agency="+a.id))
		if own != shown {
			t.Errorf("%s is told %v, and who sees all of it %v", a.id, own, shown)
		}
		if own > 0 {
			some++
		}
		if own == all {
			t.Errorf("%s is told the total of all", a.id)
		}
		var list struct {
			Forecasts []struct{ Total *struct{ Value float64 } }
		}
		r := w.client(t, s.URL, a.id+"@test").do("GET", base+"/forecasts", nil)
		if err := json.Unmarshal(r.body, &list); err != nil || len(list.Forecasts) != 1 || list.Forecasts[0].Total == nil || list.Forecasts[0].Total.Value != own {
			t.Errorf("the list of %s says %s, and its own is %v", a.id, r.body, own)
		}
		for _, other := range w.agencies {
			if strange := ask(a.id+"@test", path+"?f.agency="+other.id); other != a && (strange.Fan != nil || strange.State == "ok") {
				t.Errorf("%s asks of %s and is told %+v", a.id, other.id, strange)
			}
		}
		for _, q := range []map[string]any{
			{"view": "contacts_ahead", "measures": []string{"forecast"}}, {"view": "contacts_ahead", "measures": []string{"forecast"}, "by": []string{"agency"}},
			{"view": "ads", "measures": []string{"forecast(unique_leads)"}}, {"view": "", "measures": []string{"forecast(ads.unique_leads)"}, "by": []string{"agency"}, "totals": true},
		} {
			r := w.client(t, s.URL, a.id+"@test").do("POST", base+"/query", q)
			var answer result
			if err := json.Unmarshal(r.body, &answer); err != nil || r.status != http.StatusOK || len(answer.Rows) != 1 {
				t.Fatalf("%v: %d %s", q, r.status, r.body)
			}
			if row := answer.Rows[0]; row[len(row)-1] != own {
				t.Errorf("%v: %s is told %v, not %v", q, a.id, row, own)
			}
		}
	}
	if all <= 0 || some == 0 {
		t.Errorf("nothing is expected: %v in all, of %d agencies", all, some)
	}
}

// isAhead tells views of forecasts, whose figures and numbers of rows are no multiples of anything.
func isAhead(v *metric.View) bool { return v != nil && v.Ahead != nil }
