package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// user is somebody who is signed in.
type user struct {
	name   string
	cookie *http.Cookie
	client *http.Client
}

// signIn makes n users, all but the last agents of an agency each, the last an analyst, and signs them in.
func (s *site) signIn(ctx context.Context, server *process, n int) ([]*user, error) {
	var users []*user
	for i := range n {
		// A kept project has the users of earlier times, with passwords that nobody knows any more.
		password, name := rand.Text(), fmt.Sprintf("agent-%d-%s", i+1, strings.ToLower(rand.Text()[:6]))
		args := []string{"--role", "agent", "--attribute", fmt.Sprintf("agency_id=A%03d", i+1)}
		if i == n-1 {
			name = "analyst-" + strings.ToLower(rand.Text()[:6])
			args = []string{"--role", "analyst"}
		}
		if _, err := s.command(ctx, password+"\n", append([]string{"user", "add", name, "--password"}, args...)...); err != nil {
			return nil, err
		}
		// Each has connections of their own, as a browser does.
		u := &user{name: name[:strings.LastIndex(name, "-")], client: &http.Client{Transport: &http.Transport{}, Timeout: time.Minute}}
		if err := u.enter(ctx, server.url, name, password); err != nil {
			return nil, err
		}
		users = append(users, u)
	}
	note(s.began, "%d users are signed in", n)
	return users, nil
}

func (u *user) enter(ctx context.Context, url, name, password string) error {
	b, err := json.Marshal(map[string]string{"user": name, "password": password})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/api/v1/session", bytes.NewReader(b))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := u.client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK || len(response.Cookies()) == 0 {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
		return fmt.Errorf("%s could not sign in: %s: %s", name, response.Status, text)
	}
	u.cookie = response.Cookies()[0]
	return nil
}

// home asks for the page's data as a browser does and gives the size of the compressed answer.
func (u *user) home(ctx context.Context, url string) (int, error) {
	b, err := u.get(ctx, url+"/api/v1/pages/home", "gzip, deflate, br")
	return len(b), err
}

// rows tells on how many rows of ad_day a figure of all time rests.
func (u *user) rows(ctx context.Context, url string) (int64, error) {
	b, err := u.get(ctx, url+"/api/v1/explain?view=ads&measure=ads.impressions&period=all", "identity")
	if err != nil {
		return 0, err
	}
	var explanation struct {
		Rows int64 `json:"rows"`
	}
	if err := json.Unmarshal(b, &explanation); err != nil || explanation.Rows == 0 {
		return 0, fmt.Errorf("an explanation does not tell its rows: %s", b)
	}
	return explanation.Rows, nil
}

func (u *user) get(ctx context.Context, url, encodings string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept-Encoding", encodings)
	r.AddCookie(u.cookie)
	response, err := u.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	b, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s to %s", url, response.Status, u.name)
	}
	return b, err
}

// ask measures the page's request: one user alone, then all at once, each asking again as soon as the answer is there.
func (s *site) ask(ctx context.Context, o options, server *process, users []*user) error {
	var alone []float64
	for range 20 {
		began := time.Now()
		if _, err := users[0].home(ctx, server.url); err != nil {
			return err
		}
		alone = append(alone, time.Since(began).Seconds())
	}
	first := alone[0]
	for _, u := range users { // The first question of each is not counted.
		if _, err := u.home(ctx, server.url); err != nil {
			return err
		}
	}
	var (
		mu    sync.Mutex
		times []float64
		sent  atomic.Int64
		left  atomic.Int64
	)
	left.Store(int64(o.requests))
	cpu, began := server.cpuSeconds(), time.Now()
	group, ctx := errgroup.WithContext(ctx)
	for _, u := range users {
		group.Go(func() error {
			for left.Add(-1) >= 0 {
				asked := time.Now()
				n, err := u.home(ctx, server.url)
				if err != nil {
					return err
				}
				sent.Add(int64(n))
				mu.Lock()
				times = append(times, time.Since(asked).Seconds())
				mu.Unlock()
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	total, cpu := time.Since(began).Seconds(), server.cpuSeconds()-cpu
	n := float64(len(times))
	l := answered{
		Case: "home_answered", Users: len(users), Requests: len(times), machine: s.machine(server), Unit: "s",
		Figure: round(quantile(times, 0.5)), P99: round(quantile(times, 0.99)), PerSecond: round(n / total), ServerCPU: round(cpu / n),
		AnswerKB: round(float64(sent.Load()) / n / 1000), AloneP50: round(quantile(alone, 0.5)), AloneFirst: round(first),
	}
	l.Ratio = round(l.Figure / quantile(alone, 0.5))
	return printLine(l)
}

// quantile gives the smallest value that is not below a share q of all.
func quantile(values []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	at := int(q*float64(len(sorted))+0.999999) - 1
	return sorted[min(max(at, 0), len(sorted)-1)]
}
