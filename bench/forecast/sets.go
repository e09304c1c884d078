package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

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
}

type series struct {
	name       string
	past, came []float64
}

// aim is what a set shall reach at the most.
type aim struct {
	SMAPE   float64 `json:"smape"`
	MASE    float64 `json:"mase"`
	Pinball float64 `json:"spl"`
}

var sets = []set{
	{"m4-hourly", forecast.Hourly, 24, 48, m4("Hourly"), aim{9.3, 0.80, 0.55}},
	{"m4-weekly", forecast.Weekly, 1, 13, m4("Weekly"), aim{6.6, 2.10, 1.47}},
	{"m3-monthly", forecast.Monthly, 12, 18, m3("MONTHLY"), aim{13.65 * 1.02, 0.845 * 1.02, 0.57 * 1.02}},
	{"m3-quarterly", forecast.Quarterly, 4, 8, m3("QUARTERLY"), aim{}},
	{"m3-yearly", forecast.Yearly, 1, 6, m3("YEARLY"), aim{}},
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
			all = append(all, series{row[1], past, came})
		}
		return all, nil
	}
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
