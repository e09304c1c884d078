package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"time"
)

// paint is what one visit's browser tells; times are in seconds since the navigation began.
type paint struct {
	Painted    float64 `json:"painted"`
	First      float64 `json:"first"`
	ScriptsEnd float64 `json:"scripts_end"`
	MeStart    float64 `json:"me_start"`
	MeEnd      float64 `json:"me_end"`
	DataStart  float64 `json:"data_start"`
	DataEnd    float64 `json:"data_end"`
	Requests   float64 `json:"requests"`
	TransferKB float64 `json:"transfer_kb"`
	Tiles      float64 `json:"tiles"`
}

// visit opens Home some times, each time in a new browser, at the address that where gives.
func visit(ctx context.Context, o options, where func() (string, error), u *user) ([]paint, error) {
	var visits []paint
	for range o.runs {
		url, err := where()
		if err != nil {
			return nil, err
		}
		p, err := open(ctx, o.script, map[string]any{"url": url + "/p/home", "cookie": map[string]string{"name": u.cookie.Name, "value": u.cookie.Value}})
		if err != nil {
			return nil, err
		}
		if p.Tiles == 0 {
			return nil, fmt.Errorf("home showed %s no tile", u.name)
		}
		visits = append(visits, p)
	}
	return visits, nil
}

// floor gives how long the same browser needs for a page of one heading.
func floor(ctx context.Context, o options) (float64, error) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte("<!doctype html><html lang=en><title>Floor</title><h1>Floor</h1>")) // The browser may be gone.
	}))
	defer server.Close()
	var visits []paint
	for range o.runs {
		p, err := open(ctx, o.script, map[string]any{"url": server.URL})
		if err != nil {
			return 0, err
		}
		visits = append(visits, p)
	}
	return medianOf(visits, func(p paint) float64 { return p.Painted }), nil
}

// open starts a browser with a new profile, opens one address in it and ends it.
func open(ctx context.Context, script string, what map[string]any) (paint, error) {
	b, err := json.Marshal(what)
	if err != nil {
		return paint{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", script, string(b))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // The script then ends its browser.
	cmd.WaitDelay = 10 * time.Second
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return paint{}, fmt.Errorf("the browser: %w", err)
	}
	var p paint
	return p, json.Unmarshal(out, &p)
}

func medianOf(visits []paint, f func(paint) float64) float64 {
	var values []float64
	for _, v := range visits {
		values = append(values, f(v))
	}
	slices.Sort(values)
	return round(values[len(values)/2])
}

func round(f float64) float64 { return math.Round(f*10_000) / 10_000 }
