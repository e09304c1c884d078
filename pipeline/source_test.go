package pipeline_test

import (
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
	"github.com/farol-kpi/farol/pipeline"
	"github.com/farol-kpi/farol/project"
	"github.com/farol-kpi/farol/source"
)

func TestARowGoesFromFileToModel(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("day", "date", "region", "text", "amount", "decimal(18,2)")
	w.write("sales/1.csv", "day,region,amount\n2026-01-01,north,10.50\n2026-01-01,south,2.25\n2026-01-02,north,1\n")
	w.model("daily", project.AsTable, "/* description: sums */\nselect day, sum(amount) as amount from sales group by day; -- done\n").Time = "day"
	s := w.runOK()
	expect(t, "the model", w.query("select day, amount from daily order by day"), "2026-01-01|12.75\n2026-01-02|1.00")
	if got := step(t, s, "sales"); got.RowsIn != 3 || got.Applied != 3 || got.Rejected != 0 || got.Bytes == 0 || got.Version == 0 || got.State != pipeline.OK {
		t.Errorf("the source step is %+v", got)
	}
	if got := step(t, s, "daily"); got.Applied != 2 || got.Version <= step(t, s, "sales").Version {
		t.Errorf("the model step is %+v", got)
	}
	if got := w.table("daily"); got.Rows != 2 || got.DataTo != "2026-01-02T00:00:00" || len(got.Loads) != 1 || got.Loads[0] != "sales/00000001" {
		t.Errorf("the published table is %+v", got)
	}
	again := w.runOK()
	for _, name := range []string{"sales", "daily"} {
		if got := step(t, again, name); got.State != pipeline.Unchanged || got.Version != step(t, s, name).Version {
			t.Errorf("%s, with nothing new, is %s at version %d", name, got.State, got.Version)
		}
	}
}

func TestAppendAChangedFileReplacesItsOwnRows(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer", "amount", "integer")
	w.write("sales/a.csv", "id,amount\n1,10\n2,20\n")
	w.write("sales/b.csv", "id,amount\n3,30\n")
	w.runOK()
	w.write("sales/a.csv", "id,amount\n1,11\n4,40\n")
	w.remove("sales/b.csv")
	w.write("sales/c.csv", "id,amount\n5,50\n")
	s := w.runOK()
	expect(t, "the table", w.query("select id, amount from sales order by id"), "1|11\n3|30\n4|40\n5|50")
	if got := step(t, s, "sales"); got.RowsIn != 3 {
		t.Errorf("took %d rows, want the 3 of the two new loads", got.RowsIn)
	}
}

func TestContentIsTakenOnce(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	w.write("sales/a.csv", "id\n1\n2\n")
	w.write("sales/copy.csv", "id\n1\n2\n")
	s := w.runOK()
	expect(t, "with a copy", w.query("select count(*) from sales"), "2")
	if got := step(t, s, "sales").Warnings; len(got) != 1 || !strings.Contains(got[0], "sales/copy.csv has the same content as sales/a.csv") {
		t.Errorf("the copy is passed over silently: %q", got)
	}
	// The first file rotates: its content is now only in the copy, which must then be taken.
	w.write("sales/a.csv", "id\n3\n")
	w.runOK()
	expect(t, "after a rotation", w.query("select id from sales order by id"), "1\n2\n3")
	// A file that becomes a copy of another loses its own rows.
	w.write("sales/a.csv", "id\n1\n2\n")
	w.runOK()
	expect(t, "after a file became a copy", w.query("select id from sales order by id"), "1\n2")
	if got := step(t, w.runOK(), "sales").State; got != pipeline.Unchanged {
		t.Errorf("again: %s", got)
	}
}

func TestReplaceTheFilesThatAreThereAreTheTable(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Replace).Columns = columns("id", "integer")
	w.write("sales/a.csv", "id\n1\n")
	w.write("sales/b.csv", "id\n2\n")
	w.runOK()
	w.remove("sales/a.csv")
	w.runOK()
	expect(t, "after a file went", w.query("select id from sales order by id"), "2")
	w.write("sales/a.csv", "id\n1\n")
	w.remove("sales/b.csv")
	w.write("sales/renamed.csv", "id\n2\n")
	w.runOK()
	expect(t, "after one came back and one was renamed", w.query("select id from sales order by id"), "1\n2")
	before := w.hash("sales")
	w.loseWarehouse()
	w.runOK()
	expect(t, "rebuilt from the lake", w.hash("sales"), before)
}

func TestMergeLaterRowsReplaceRowsOfTheSameKey(t *testing.T) {
	w := newWorld(t)
	spec := w.source("stock", source.Merge, "shop", "item")
	spec.Columns = columns("shop", "text", "item", "integer", "left", "integer")
	w.write("stock/1.csv", "shop,item,left\na,1,10\na,2,20\nb,1,5\n")
	w.write("stock/2.csv", "shop,item,left\na,1,9\nb,2,7\n")
	w.runOK()
	expect(t, "first", w.query("select * from stock order by all"), "a|1|9\na|2|20\nb|1|5\nb|2|7")
	w.write("stock/3.csv", "shop,item,left\na,2,0\n")
	w.runOK()
	expect(t, "later", w.query("select * from stock order by all"), "a|1|9\na|2|0\nb|1|5\nb|2|7")
	before := w.hash("stock")
	w.loseWarehouse()
	w.remove("stock/1.csv")
	w.remove("stock/2.csv")
	w.remove("stock/3.csv")
	s := w.runOK()
	expect(t, "rebuilt from the lake without the files", w.hash("stock"), before)
	if len(step(t, s, "stock").Warnings) == 0 {
		t.Error("nothing is said about the missing files")
	}
	// Another contract reads all again, in the order of the first time.
	w.write("stock/3.csv", "shop,item,left\na,2,0\n")
	w.write("stock/1.csv", "shop,item,left\na,1,10\na,2,20\nb,1,5\n")
	w.write("stock/2.csv", "shop,item,left\na,1,9\nb,2,7\n")
	spec.Columns = columns("shop", "text", "item", "integer", "left", "number")
	w.runOK()
	expect(t, "with another contract", w.query("select * from stock order by all"), "a|1|9\na|2|0\nb|1|5\nb|2|7")
}

func TestColumnsComeAndTypesWiden(t *testing.T) {
	w := newWorld(t)
	spec := w.source("sales", source.Append)
	w.write("sales/1.csv", "id,amount\n1,10\n")
	w.runOK()
	w.write("sales/2.csv", "id,amount,region\n2,20,north\n")
	w.runOK()
	expect(t, "with a new column", w.query("select * from sales order by id"), "1|10|-\n2|20|north")
	w.write("sales/3.csv", "id,amount,region\n3,0.5,south\n")
	w.runOK()
	expect(t, "with a wider type", w.query("select id, amount::double from sales order by id"), "1|10\n2|20\n3|0.5")
	w.write("sales/4.csv", "id,amount,region\nx4,1,south\n")
	w.runOK()
	expect(t, "with text", w.query("select id from sales order by id"), "1\n2\n3\nx4")
	before, version := w.hash("sales"), w.table("sales")
	w.loseWarehouse()
	w.runOK()
	expect(t, "rebuilt from the lake", w.hash("sales"), before)
	expect(t, "its fingerprint", w.table("sales").Fingerprint, version.Fingerprint)
	_ = spec
}

func TestRejectsAreCountedAndCanBeRead(t *testing.T) {
	w := newWorld(t)
	spec := w.source("sales", source.Append)
	spec.Columns, spec.Rejects.StopAbove = columns("id", "integer", "amount", "integer"), "60%"
	w.write("sales/1.csv", "id,amount\n1,10\n2,many\n3,30\n")
	s := w.runOK()
	if got := step(t, s, "sales"); got.RowsIn != 3 || got.Applied != 2 || got.Rejected != 1 {
		t.Errorf("the step is %+v", got)
	}
	rejects, err := w.pipeline().Rejects(t.Context(), "sales", 10)
	w.must(err)
	if len(rejects) != 1 || rejects[0].Line != 3 || rejects[0].Column != "amount" || rejects[0].File != "sales/1.csv" {
		t.Errorf("the rejects are %+v", rejects)
	}
	counts, err := w.pipeline().RejectCounts(t.Context(), "sales", 10)
	w.must(err)
	if len(counts) != 1 || counts[0].Rows != 1 || counts[0].Code != string(farol.CodeBadCell) {
		t.Errorf("the counts are %+v", counts)
	}
}

func TestABadFileLeavesTheTableAndLetsTheRestGoOn(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append).Columns = columns("id", "integer")
	w.source("costs", source.Append).Columns = columns("id", "integer")
	w.write("sales/1.csv", "id\n1\n")
	w.write("costs/1.csv", "id\n1\n")
	w.model("sold", project.AsTable, "select count(*) as n from sales")
	w.model("spent", project.AsTable, "select count(*) as n from costs")
	w.model("both", project.AsView, "select sold.n + spent.n as n from sold, spent")
	w.runOK()
	w.write("sales/2.csv", "id\nx\ny\n")
	w.write("sales/3.csv", "id\n3\n")
	w.write("costs/2.csv", "id\n2\n")
	s := w.run()
	if s.State != pipeline.Failed {
		t.Errorf("the run is %s", s.State)
	}
	for name, want := range map[string]pipeline.State{"sales": pipeline.Failed, "sold": pipeline.Stopped, "costs": pipeline.OK, "spent": pipeline.OK, "both": pipeline.Stopped} {
		if got := step(t, s, name).State; got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	expect(t, "the table of the bad file", w.query("select id from sales"), "1")
	expect(t, "the other model", w.query("select n from spent"), "2")
	if e := step(t, s, "sales").Error; e == nil || !strings.Contains(e.Message+e.Place, "2.csv") {
		t.Errorf("the error does not name the file: %+v", e)
	}
	w.remove("sales/2.csv")
	w.runOK()
	expect(t, "after the bad file went", w.query("select n from sold"), "2")
}

func TestNoFiles(t *testing.T) {
	w := newWorld(t)
	w.source("sales", source.Append)
	s := w.run()
	if got := step(t, s, "sales"); got.State != pipeline.Failed || got.Error.Code != farol.CodeNoFiles {
		t.Errorf("the step is %+v", got)
	}
}

// Whether a text keeps its blanks is part of the contract: a change of it takes the files again.
func TestTrimIsPartOfTheContract(t *testing.T) {
	w := newWorld(t)
	spec := w.source("cities", source.Append)
	spec.Columns = columns("city", "text")
	w.write("cities/1.csv", "city\nPorto  \nLisboa\n")
	w.runOK()
	expect(t, "trimmed", w.query("select city || '|' from cities order by 1"), "Lisboa|\nPorto|")
	keep := false
	spec.Columns[0].Trim = &keep
	w.runOK()
	expect(t, "kept", w.query("select city || '|' from cities order by 1"), "Lisboa|\nPorto  |")
}
