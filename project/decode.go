package project

import (
	"reflect"
	"strings"

	"github.com/farol-kpi/farol"
)

// decoder fills Go values from the tree of a file. It takes what fits and leaves the rest: what does not fit, the schema has reported
// already, and the rest of a resource is still worth checking.
type decoder struct {
	file  string
	texts []textAt
}

// textAt is a text in several languages with its place.
type textAt struct {
	file string
	node *node
}

// decode fills the value that into points to.
func (d *decoder) decode(n *node, into any) { d.value(n, n.spot, reflect.ValueOf(into).Elem()) }

var textType = reflect.TypeFor[farol.Text]()

// value fills v. at is where the key of the value stands: a line in a message is the key's.
func (d *decoder) value(n *node, at spot, v reflect.Value) {
	if n == nil {
		return
	}
	if v.Type() == textType {
		if n.isMap {
			d.texts = append(d.texts, textAt{d.file, n})
			d.mapping(n, v)
		} else if !n.isList && n.value != nil {
			v.Set(reflect.ValueOf(farol.Text{"": n.text}))
		}
		return
	}
	scalar := !n.isMap && !n.isList
	switch v.Kind() {
	case reflect.Struct:
		if n.isMap {
			d.structure(n, at, v)
		}
	case reflect.Pointer:
		if scalar && n.value == nil {
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, at, v.Elem())
	case reflect.Map:
		if n.isMap {
			d.mapping(n, v)
		}
	case reflect.Slice:
		items := n.list()
		list := reflect.MakeSlice(v.Type(), len(items), len(items))
		for i, item := range items {
			d.value(item, item.spot, list.Index(i))
		}
		if len(items) > 0 {
			v.Set(list)
		}
	case reflect.Interface:
		if plain := n.plainValue(); plain != nil {
			v.Set(reflect.ValueOf(plain))
		}
	case reflect.String:
		if scalar {
			v.SetString(n.text)
		}
	case reflect.Bool:
		if b, ok := n.value.(bool); ok {
			v.SetBool(b)
		}
	case reflect.Int:
		if i, ok := n.value.(int64); ok {
			v.SetInt(i)
		}
	case reflect.Float64:
		switch x := n.value.(type) {
		case float64:
			v.SetFloat(x)
		case int64:
			v.SetFloat(float64(x))
		}
	default:
		panic("BUG: resources have no fields of kind " + v.Kind().String())
	}
}

func (d *decoder) structure(n *node, at spot, v reflect.Value) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		switch {
		case name == "-" && (field.Name == "Line" || field.Name == "Line_"):
			v.Field(i).SetInt(int64(at.line))
		case name != "-" && name != "":
			d.value(n.get(name), n.keySpot(name), v.Field(i))
		}
	}
}

func (d *decoder) mapping(n *node, v reflect.Value) {
	m := reflect.MakeMapWithSize(v.Type(), len(n.entries))
	for _, e := range n.entries {
		value := reflect.New(v.Type().Elem()).Elem()
		d.value(e.value, e.spot, value)
		m.SetMapIndex(reflect.ValueOf(e.key).Convert(v.Type().Key()), value)
	}
	v.Set(m)
}
