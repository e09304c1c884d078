package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/farol-kpi/farol/forecast"
)

// set is a panel of series of one step with what came after each.
type set struct {
	name      string
	frequency forecast.Frequency
	period    int // steps that the scale of MASE looks back
	horizon   int
	load      func(data string) ([]series, error)
	aim       aim
	apart     bool // the series are pieces of one, none of which may see what came after another
}

type series struct {
	name       string
	past, came []float64
	start      time.Time // of the past, zero where the set has no dates
}

// aim is what a set shall reach at the most. A figure that is zero has no aim.
type aim struct {
	SMAPE   float64 `json:"smape,omitempty"`
	MASE    float64 `json:"mase,omitempty"`
	Pinball float64 `json:"spl,omitempty"`
}

var sets = []set{
	{"m4-hourly", forecast.Hourly, 24, 48, m4("Hourly"), aim{9.3, 0.80, 0.55}, false},
	{"m4-weekly", forecast.Weekly, 1, 13, m4("Weekly"), aim{6.6, 2.10, 1.47}, false},
	{"m3-monthly", forecast.Monthly, 12, 18, m3("MONTHLY"), aim{13.65 * 1.02, 0.845 * 1.02, 0.57 * 1.02}, false},
	{"m3-quarterly", forecast.Quarterly, 4, 8, m3("QUARTERLY"), aim{}, false},
	{"m3-yearly", forecast.Yearly, 1, 6, m3("YEARLY"), aim{}, false},
	{"peyton", forecast.Daily, 7, 365, origins(views, 365, 3), aim{MASE: 1.153 * 1.02}, true},
	{"bike", forecast.Hourly, 24, 168, origins(rentals, 168, 3), aim{MASE: 0.95}, true},
}

// m4 reads the two files of one step of the M4 competition. Their rows are as long as the series.
func m4(step string) func(string) ([]series, error) {
	return func(data string) ([]series, error) {
		var all []series
		for _, part := range []string{"train", "test"} {
			rows, err := table(filepath.Join(data, "forecast", "m4", step+"-"+part+".csv"))
			if err != nil {
				return nil, err
			}
			for i, row := range rows {
				values, err := numbers(row[1:])
				if err != nil {
					return nil, fmt.Errorf("%s: %w", row[0], err)
				}
				if part == "train" {
					all = append(all, series{name: row[0], past: values})
				} else if i >= len(all) || all[i].name != row[0] {
					return nil, fmt.Errorf("the two parts of %s have other series", step)
				} else {
					all[i].came = values
				}
			}
		}
		return all, nil
	}
}

// m3 reads the series of one step of the M3 competition, whose values are lists in a cell.
func m3(step string) func(string) ([]series, error) {
	return func(data string) ([]series, error) {
		rows, err := table(filepath.Join(data, "forecast", "M3.csv"))
		if err != nil {
			return nil, err
		}
		var all []series
		for _, row := range rows {
			if row[3] != step {
				continue
			}
			past, err := numbers(strings.Split(row[7], ";"))
			if err != nil {
				return nil, err
			}
			came, err := numbers(strings.Split(row[8], ";"))
			if err != nil {
				return nil, err
			}
			all = append(all, series{name: row[1], past: past, came: came})
		}
		return all, nil
	}
}

// origins cuts the last pieces of a length off a series, one after the other, the newest last. A past is filled; what came keeps its gaps,
// which are not scored.
func origins(read func(string) ([]forecast.Point, error), length, count int) func(string) ([]series, error) {
	return func(data string) ([]series, error) {
		points, err := read(filepath.Join(data, "forecast"))
		if err != nil {
			return nil, err
		}
		whole, err := forecast.New(points)
		if err != nil {
			return nil, err
		}
		var all []series
		for k := count; k > 0; k-- {
			cut := len(whole.Values) - k*length
			known := *whole
			known.Values = whole.Values[:cut]
			all = append(all, series{fmt.Sprintf("origin %d", cut), known.Filled(), whole.Values[cut : cut+length], whole.Start})
		}
		return all, nil
	}
}

// views are the daily logarithms of a page's readers, some of them missing.
func views(folder string) ([]forecast.Point, error) {
	rows, err := table(filepath.Join(folder, "peyton_manning.csv"))
	if err != nil {
		return nil, err
	}
	var points []forecast.Point
	for _, row := range rows {
		at, err := time.Parse(time.DateOnly, row[0])
		if err != nil {
			return nil, err
		}
		v, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			return nil, err
		}
		points = append(points, forecast.Point{Time: at, Value: v})
	}
	return points, nil
}

// rentals are the bicycles of every hour. An hour that is absent had none, and the first and the last day are whole.
func rentals(folder string) ([]forecast.Point, error) {
	rows, err := table(filepath.Join(folder, "bike_sharing_hourly.csv"))
	if err != nil {
		return nil, err
	}
	counts := map[time.Time]float64{}
	var first, last time.Time
	for i, row := range rows {
		date, err := time.Parse("02-01-2006", row[1])
		if err != nil {
			return nil, err
		}
		hour, err := strconv.Atoi(row[5])
		if err != nil {
			return nil, err
		}
		v, err := strconv.ParseFloat(row[len(row)-1], 64)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			first = date
		}
		last = date
		counts[date.Add(time.Duration(hour)*time.Hour)] += v
	}
	var points []forecast.Point
	for at := first; at.Before(last.AddDate(0, 0, 1)); at = at.Add(time.Hour) {
		points = append(points, forecast.Point{Time: at, Value: counts[at]})
	}
	return points, nil
}

// table reads a CSV file without its header.
func table(file string) (rows [][]string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // Only read.
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	if rows, err = r.ReadAll(); err != nil {
		return nil, err
	}
	return rows[1:], nil
}

// numbers leaves the blanks out.
func numbers(cells []string) ([]float64, error) {
	var out []float64
	for _, cell := range cells {
		if cell == "" || cell == "NA" {
			continue
		}
		v, err := strconv.ParseFloat(cell, 64)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}
