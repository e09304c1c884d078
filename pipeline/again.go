package pipeline

import (
	"fmt"
	"strings"

	"github.com/farol-kpi/farol/lake"
	"github.com/farol-kpi/farol/source"
)

// warnAgain tells which rows of a source with a key came in more than one file, where a load adds rows and replaces none: they all stand
// in the table. fresh are the loads just added; those before them were looked at when they were.
func (a *applying) warnAgain(loads, fresh []lake.Manifest) error {
	if a.spec.Load == source.Merge || len(a.spec.Key) == 0 || len(loads) < 2 || len(fresh) == 0 {
		return nil
	}
	keys, shown := make([]string, len(a.spec.Key)), make([]string, len(a.spec.Key))
	for i, k := range a.spec.Key {
		if _, ok := a.schema.Find(k); !ok {
			return nil // That the key is not there is told where the project is checked.
		}
		keys[i] = a.d.Quote(k)
		shown[i] = "cast(" + keys[i] + " as varchar)"
	}
	list, where := strings.Join(keys, ", "), ""
	if len(fresh) < len(loads) {
		numbers := make([]string, len(fresh))
		for i, m := range fresh {
			numbers[i] = fmt.Sprint(m.Sequence)
		}
		where = " where (" + list + ") in (select (" + list + ") from " + a.raw() + " where " + loadColumn + " in (" + strings.Join(numbers, ", ") + "))"
	}
	rows, err := a.tx.Query(a.ctx, "select "+strings.Join(shown, " || ', ' || ")+" as shown, min("+loadColumn+") as one, max("+loadColumn+") as other, count(*) over () from "+
		a.raw()+where+" group by "+list+" having min("+loadColumn+") <> max("+loadColumn+") order by one, other, shown limit 1", nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		return rows.Err()
	}
	v := rows.Values()
	one, ok1 := v[1].(int64)
	other, ok2 := v[2].(int64)
	if !ok1 || !ok2 {
		return fmt.Errorf("BUG: loads came as %T and %T", v[1], v[2])
	}
	item := map[int64]string{}
	for _, m := range loads {
		item[m.Sequence] = m.Item
	}
	a.step.Warnings = append(a.step.Warnings, fmt.Sprintf(
		"values of the key [%s] came in more than one file, so that their rows count more than once: %d, such as %v in %s and %s; load: merge keeps the last row of each, farol forget takes a file back",
		strings.Join(a.spec.Key, ", "), v[3], v[0], item[one], item[other]))
	return rows.Err()
}
