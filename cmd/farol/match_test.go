package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestGuideOfMatchingShowsWhatTheCommandLineTakes(t *testing.T) {
	b, err := os.ReadFile("../../docs/guide/matching.md")
	if err != nil {
		t.Fatal(err)
	}
	lines := examples(t, string(b))
	if len(lines) < 4 {
		t.Fatalf("only %q were found", lines)
	}
	for _, line := range lines {
		mustParse(t, line)
	}
}

// matchJSON matches files and gives the figures.
func matchJSON(t *testing.T, args ...string) (matchSummary, int) {
	t.Helper()
	var out, errOut bytes.Buffer
	code := run(context.Background(), append([]string{"match", "--json"}, args...), &out, &errOut)
	var s matchSummary
	if code == exitOK {
		if err := json.Unmarshal(out.Bytes(), &s); err != nil {
			t.Fatalf("%v:\n%s", err, &out)
		}
	}
	return s, code
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // Only read.
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// meetings writes people as CSV, of whom each fourth is met twice, the second time with a letter less.
func meetings(n int) string {
	var b strings.Builder
	b.WriteString("id,name,born,town\n")
	towns := []string{"aveiro", "braga", "chaves", "evora", "faro", "guarda", "leiria"}
	word := func(k int) string {
		var s []byte
		for range 4 {
			s = append(s, "bcdfglmnprst"[k%12], "aeiou"[k/12%5])
			k = k*7 + 13
		}
		return string(s)
	}
	id := 0
	put := func(name string, who int) {
		id++
		fmt.Fprintf(&b, "%d,%s,%d-%02d-%02d,%s\n", id, name, 1940+who*7%60, 1+who%12, 1+who*5%28, towns[who*3%len(towns)])
	}
	for who := range n {
		name := word(who*31) + " " + word(who*17+5)
		put(name, who)
		if who%4 == 0 {
			put(name[:len(name)-1], who)
		}
	}
	return b.String()
}

// The parts of an explanation add up to the weight that pairs.csv tells.
func TestMatchExplainAddsUpToTheWeightOfThePair(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "people.csv")
	if err := os.WriteFile(file, []byte(meetings(200)), 0o600); err != nil {
		t.Fatal(err)
	}
	s, code := matchJSON(t, file, "--out", filepath.Join(dir, "out"))
	if code != exitOK || s.Records != 250 || s.Entities < 180 || s.Entities > 210 || s.Sources[0].ID != "id" {
		t.Fatalf("code %d, %+v", code, s)
	}
	pairs := readCSV(t, filepath.Join(dir, "out", "pairs.csv"))[1:]
	if len(pairs) < 40 {
		t.Fatalf("only %d pairs", len(pairs))
	}
	last := 0
	for _, pair := range pairs {
		left, errLeft := strconv.Atoi(strings.TrimPrefix(pair[0], "people:"))
		right, errRight := strconv.Atoi(strings.TrimPrefix(pair[1], "people:"))
		if errLeft != nil || errRight != nil || left >= right || left < last {
			t.Errorf("the pair %v after %d: want the lesser record at the left, and the pairs in its order", pair, last)
		}
		last = left
	}
	for _, pair := range pairs[:5] {
		var out bytes.Buffer
		if code := run(context.Background(), []string{"match", "explain", file, "--left", pair[1], "--right", pair[0], "--json"}, &out, &out); code != exitOK {
			t.Fatalf("code %d: %s", code, &out)
		}
		var x struct {
			Left, Right   string
			Prior, Weight float64
			Parts         []struct{ Bits float64 }
			SameEntity    bool `json:"same_entity"`
		}
		if err := json.Unmarshal(out.Bytes(), &x); err != nil {
			t.Fatal(err)
		}
		sum := x.Prior
		for _, p := range x.Parts {
			sum += p.Bits
		}
		if got := fmt.Sprintf("%.3f", sum); x.Left != pair[0] || x.Right != pair[1] || math.Abs(sum-x.Weight) > 1e-9 || got != fmt.Sprintf("%.3f", x.Weight) ||
			!strings.HasPrefix(pair[2], fmt.Sprintf("%.1f", math.Trunc(sum*10)/10)) {
			t.Errorf("the parts of %v add up to %s, the explained weight is %.4f", pair, got, x.Weight)
		}
	}
}

// A record's entity has one name, whatever the order of the files and of their rows.
func TestMatchNamesEntitiesWithoutRegardToOrder(t *testing.T) {
	dir := t.TempDir()
	head, body, _ := strings.Cut(meetings(160), "\n")
	rows := strings.Split(strings.TrimSpace(body), "\n")
	var a, b, c []string
	for i, row := range rows {
		if i%2 == 0 {
			a = append(a, row)
		} else {
			b = append(b, row)
			c = append([]string{row}, c...)
		}
	}
	write := func(name string, rows []string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(head+"\n"+strings.Join(rows, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	entities := func(out string, files ...string) map[string]string {
		if s, code := matchJSON(t, append(files, "--out", filepath.Join(dir, out))...); code != exitOK || s.Entities == s.Records {
			t.Fatalf("code %d, %+v", code, s)
		}
		of := map[string]string{}
		for _, row := range readCSV(t, filepath.Join(dir, out, "clusters.csv"))[1:] {
			of[row[0]+":"+row[1]] = row[2]
		}
		return of
	}
	want := entities("one", write("a.csv", a), write("b.csv", b))
	got := entities("two", write("turned/b.csv", c), write("a.csv", a))
	if len(want) != len(rows) || len(got) != len(want) {
		t.Fatalf("%d and %d records, want %d", len(want), len(got), len(rows))
	}
	for record, entity := range want {
		if got[record] != entity {
			t.Errorf("%s is %s, and %s where the files are turned", record, entity, got[record])
		}
	}
}

// Many rows that are all the same are answered in bounded time, and each is in clusters.csv.
func TestMatchAnswersManyRowsThatAreAllTheSame(t *testing.T) {
	const n = 200_000
	dir := t.TempDir()
	file := filepath.Join(dir, "same.csv")
	content := "name,town\n" + strings.Repeat("Rua Nova Lda,Porto\n", n)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errOut bytes.Buffer
	code := run(context.Background(), []string{"match", file, "--out", filepath.Join(dir, "out")}, &out, &errOut)
	if code != exitFailed || !strings.Contains(errOut.String(), "[no-evidence]") {
		t.Errorf("code %d: %s%s", code, &out, &errOut)
	}
	// Among others they are one entity.
	content = strings.TrimPrefix(strings.ReplaceAll(meetings(2000), "-", ""), "id,name,born,town\n")
	var b strings.Builder
	b.WriteString("name,born,town\n")
	for row := range strings.Lines(content) {
		_, rest, _ := strings.Cut(row, ",")
		b.WriteString(rest)
	}
	b.WriteString(strings.Repeat("rua nova,19990101,porto\n", n))
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s, code := matchJSON(t, file, "--out", filepath.Join(dir, "out"))
	if code != exitOK || s.Records != n+2500 || s.Entities > 2100 {
		t.Fatalf("code %d, %+v", code, s)
	}
	if rows := readCSV(t, filepath.Join(dir, "out", "clusters.csv")); len(rows) != s.Records+1 {
		t.Errorf("%d rows of clusters.csv, want %d", len(rows), s.Records+1)
	}
}

// A text of a megabyte and letters of Windows-1252 are data like any other.
func TestMatchReadsLongFieldsAndOldEncodings(t *testing.T) {
	dir := t.TempDir()
	long := strings.Repeat("palavra longa ", 1<<20/14)
	content := "id;nome;nota\n" + "z\xfa1;Jo\xe3o Concei\xe7\xe3o;" + long + "\nz2;Jo\xe3o Concei\xe7ao;\"" + long + "fim\"\n"
	for i := range 60 {
		content += fmt.Sprintf("k%d;%s %s;nada %d\n", i, strings.Repeat(string(rune('a'+i%26)), 4)+"o", []string{"Silva", "Costa", "Nunes", "Reis"}[i%4], i)
	}
	file := filepath.Join(dir, "antigo.csv")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	s, code := matchJSON(t, file, "--out", filepath.Join(dir, "out"))
	if code != exitOK || s.Records != 62 || s.Sources[0].ID != "id" {
		t.Fatalf("code %d, %+v", code, s)
	}
	if rows := readCSV(t, filepath.Join(dir, "out", "clusters.csv")); rows[1][1] != "zú1" {
		t.Errorf("the first record is %q, want zú1", rows[1][1])
	}
}
