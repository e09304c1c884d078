package server_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/farol-kpi/farol/server"
	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

var update = flag.Bool("update", false, "write the description of the API that the types of the screens are generated from")

// The types of the screens are generated from the file that is compared here.
func TestTheScreensAreMadeForThisAPI(t *testing.T) {
	got, err := server.OpenAPI("1")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("..", "ui", "src", "lib", "api", "openapi.yaml")
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the API is not the one that the types of the screens were generated from: run make api (-want +got):\n%s", diff)
	}
}

// What the description promises of an answer, such as which lists are never null, holds for real answers.
func TestAnswersAreAsTheAPIIsDescribed(t *testing.T) {
	text, err := server.OpenAPI("1")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string `yaml:"operationId"`
		} `yaml:"paths"`
	}
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	plain, err := yaml.YAMLToJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := jsonschema.UnmarshalJSON(bytes.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	schemas := jsonschema.NewCompiler()
	if err := schemas.AddResource("api.json", whole); err != nil {
		t.Fatal(err)
	}
	w := newMatchedWorld(t)
	walked := attempts("rui")
	checked := map[string]bool{}
	asked := []string{"query", "entity-match", "entity-decide", "entity-undecide"}
	for _, user := range []string{"root", "ana", "kim"} {
		b := w.browser(t, user)
		for path, methods := range document.Paths {
			for method, operation := range methods {
				// An export and a model are files; what changes users would sign them out.
				if operation.OperationID == "export" || operation.OperationID == "entity-model" || method != "get" && !slices.Contains(asked, operation.OperationID) {
					continue
				}
				at := "api.json#/paths/" + url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(path)) + "/" + method +
					"/responses/200/content/application~1json/schema"
				schema, err := schemas.Compile(at)
				if err != nil {
					t.Fatal(err)
				}
				for _, a := range walked[operation.OperationID] {
					r := b.do(a.method, "/api/v1"+a.path, a.body)
					if r.status != http.StatusOK {
						continue
					}
					checked[operation.OperationID] = true
					var body any
					if err := json.Unmarshal(r.body, &body); err != nil {
						t.Fatal(err)
					}
					if err := schema.Validate(body); err != nil {
						t.Errorf("%s as %s: %v\n%s", a.path, user, err, r.body)
					}
				}
			}
		}
	}
	for _, id := range []string{"me", "login-info", "page", "explain-tile", "explain", "catalog", "members", "query", "runs", "users", "tokens", "audit",
		"entities", "entity", "entity-review", "entity-pair", "entity-cluster", "entity-match", "entity-decide", "entity-undecide"} {
		if !checked[id] {
			t.Errorf("no answer of %q was checked", id)
		}
	}
}
