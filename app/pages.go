package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"time"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/page"
)

// CheckedPage is a page that was asked for as a user would.
type CheckedPage struct {
	URL          string `json:"url"`
	User         string `json:"user"`
	Tiles        int    `json:"tiles"`
	Milliseconds int64  `json:"milliseconds"`
}

// CheckPages signs in over the network as each demo user and asks for every page that they may open.
func (a *App) CheckPages(ctx context.Context, url string) ([]CheckedPage, error) {
	var checked []CheckedPage
	if a.Project.Config.Demo == nil {
		return nil, farol.Errorf(farol.CodeMissingField, "the example names no demo users").At("farol.yaml", 0).
			Hint("list some under demo: users")
	}
	for _, u := range a.Project.Config.Demo.Users {
		jar, err := cookiejar.New(nil)
		if err != nil {
			return nil, err
		}
		client := &http.Client{Jar: jar, Timeout: time.Minute}
		var me struct {
			Pages []struct {
				Name string `json:"name"`
			} `json:"pages"`
		}
		if err := call(ctx, client, http.MethodPost, url+"/api/v1/session/demo", map[string]string{"user": u.User}, nil); err != nil {
			return checked, err
		}
		if err := call(ctx, client, http.MethodGet, url+"/api/v1/me", nil, &me); err != nil {
			return checked, err
		}
		if len(me.Pages) == 0 {
			return checked, farol.Errorf(farol.CodeNotFound, "the demo user %q has no page", u.User).Hint("list pages for its role in access.yaml")
		}
		for _, p := range me.Pages {
			began := time.Now()
			var payload page.Payload
			if err := call(ctx, client, http.MethodGet, url+"/api/v1/pages/"+p.Name, nil, &payload); err != nil {
				return checked, err
			}
			tiles := 0
			for _, row := range payload.Rows {
				for _, t := range row {
					tiles++
					if t.State != "ok" && t.State != "empty" {
						return checked, farol.Errorf(farol.CodeStepFailed, "the tile %q of %s is %s for %s: %s", t.Title, p.Name, t.State, u.User, t.Problem.Title)
					}
				}
			}
			if tiles == 0 {
				return checked, farol.Errorf(farol.CodeStepFailed, "the page %s has no tile", p.Name).Hint("give it rows with tiles")
			}
			checked = append(checked, CheckedPage{url + "/p/" + p.Name, u.User, tiles, time.Since(began).Milliseconds()})
		}
	}
	response, err := request(ctx, http.DefaultClient, http.MethodGet, url+"/", nil)
	if err != nil {
		return checked, err
	}
	defer response.Body.Close()
	b, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err == nil && !strings.Contains(string(b), "<html") {
		err = farol.Errorf(farol.CodeInternal, "the screens do not answer on %s", url)
	}
	return checked, err
}

func call(ctx context.Context, client *http.Client, method, url string, in, out any) error {
	var content io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		content = bytes.NewReader(b)
	}
	response, err := request(ctx, client, method, url, content)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		b, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
		return farol.Errorf(farol.CodeInternal, "%s answered %s: %s", url, response.Status, b)
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(out)
}

func request(ctx context.Context, client *http.Client, method, url string, content io.Reader) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, url, content)
	if err != nil {
		return nil, err
	}
	if content != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return client.Do(r)
}
