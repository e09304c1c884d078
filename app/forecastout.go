package app

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/forecast"
)

// forecastHead is the header of the file of forecasts.
var forecastHead = []string{"id", "ds", "forecast", "lo80", "hi80", "lo95", "hi95", "model"}

// StandardOut is the name of a file that means standard output, into which what is written can be piped.
const StandardOut = "-"

// CheckForecastOut refuses to write over anything but what an earlier forecast wrote, unless that is wanted, before anything is computed.
func CheckForecastOut(path string, force bool, inputs ...string) error {
	if path == StandardOut {
		return nil
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return farol.Errorf(farol.CodeConflict, "%s is a folder", path).Hint("name a file with --out")
	case err == nil && !info.Mode().IsRegular():
		return farol.Errorf(farol.CodeConflict, "%s is no regular file", path).Hint("name a file with --out, which is replaced when all is known")
	case err == nil:
		for _, input := range inputs {
			if other, err := os.Stat(input); err == nil && os.SameFile(info, other) {
				return farol.Errorf(farol.CodeConflict, "%s is read, and would be written over", path).Hint("name another file with --out")
			}
		}
		if info.Size() > 0 && !force && !ours(path) {
			return farol.Errorf(farol.CodeConflict, "%s is there already, and farol forecast did not write it", path).Hint("name another file with --out, or replace it with --force")
		}
	case !errors.Is(err, fs.ErrNotExist):
		return unwritableFile(path, err)
	}
	if info, err := os.Stat(filepath.Dir(path)); err != nil || !info.IsDir() {
		return unwritableFile(path, err)
	}
	return nil
}

// ours tells that a file begins as forecasts do.
func ours(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // Only read.
	line, _ := bufio.NewReader(io.LimitReader(f, 200)).ReadString('\n')
	return strings.TrimSpace(line) == strings.Join(forecastHead, ",")
}

func unwritableFile(path string, err error) error {
	e := farol.AsErrors(unwritable(path, err))[0]
	if e.Code == farol.CodeUnreadable {
		e.Message = "cannot write the file " + path
		e.Advice = "check that its folder exists and may be written to"
	}
	return e
}

// Write puts the forecasts into a CSV, which appears when it is whole.
func (f *Forecasts) Write(path string) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".farol-forecast-*")
	if err != nil {
		return unwritableFile(path, err)
	}
	defer os.Remove(file.Name()) //nolint:errcheck // Gone where all went well.
	err = errors.Join(f.WriteCSV(file), file.Chmod(0o644), file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return unwritableFile(path, err)
	}
	return nil
}

// WriteCSV writes the forecasts: a row a series and step, with empty cells where an interval was refused. Series that could not be forecast are
// left out.
func (f *Forecasts) WriteCSV(to io.Writer) error {
	buffered := bufio.NewWriterSize(to, 1<<16)
	w := csv.NewWriter(buffered)
	err := w.Write(forecastHead)
	cells := make([]string, len(forecastHead))
	for _, s := range f.Series {
		if s.Err != nil || err != nil {
			continue
		}
		cells[0], cells[7] = s.ID, s.Model()
		for k, v := range s.Given.Point {
			in := s.Given.Intervals[k]
			cells[1], cells[2] = s.Time(k), figure(v)
			cells[3], cells[4], cells[5], cells[6] = figure(in[1].Low), figure(in[1].High), figure(in[2].Low), figure(in[2].High)
			if err = w.Write(cells); err != nil {
				break
			}
		}
	}
	w.Flush()
	return errors.Join(err, w.Error(), buffered.Flush())
}

// figure writes a number with ten digits at the most, and nothing for one that is not known.
func figure(v float64) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	short := strconv.FormatFloat(v, 'g', 10, 64)
	if !strings.ContainsRune(short, 'e') {
		return short
	}
	if rounded, err := strconv.ParseFloat(short, 64); err == nil && math.Abs(rounded) < 1e15 && math.Abs(rounded) > 1e-9 {
		return strconv.FormatFloat(rounded, 'f', -1, 64)
	}
	return short
}

// Time gives the time of a step of the horizon, the first of which is 0, as the table writes times.
func (s *SeriesForecast) Time(step int) string {
	return s.laid.write(len(s.laid.subject.Series.Values) + step)
}

// Model names the methods that the forecast is made of, the weightiest first.
func (s *SeriesForecast) Model() string {
	var names []string
	for _, m := range s.Members() {
		names = append(names, m.Name)
	}
	return strings.Join(names, " + ")
}

// Members are the methods that have a weight in the forecast, the weightiest first.
func (s *SeriesForecast) Members() []forecast.Member {
	return weighty(s.Given.Members)
}
