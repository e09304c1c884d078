package demo

import "github.com/farol-kpi/farol/demo/internal/csvfile"

func report(r csvfile.Report) Report {
	out := Report{Rows: r.Rows, Bytes: r.Bytes, Kept: r.Kept}
	for _, f := range r.Files {
		out.Files = append(out.Files, File{f.Name, f.Rows, f.Bytes})
	}
	return out
}
