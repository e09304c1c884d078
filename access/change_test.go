package access

import (
	"fmt"
	"maps"
	"sync"
	"testing"

	"github.com/farol-kpi/farol"
)

// Two who change different attributes of a user at once both succeed.
func TestSingleAttributesDoNotOverwriteEachOther(t *testing.T) {
	f := start(t)
	f.add(t, "ana")
	want := map[string]string{}
	maps.Copy(want, mustUser(t, f, "ana").Attributes)
	var wait sync.WaitGroup
	for i := range 20 {
		name := fmt.Sprint("a", i)
		want[name] = "x"
		wait.Go(func() {
			if err := f.UpdateUser(ctx, root, "ana", Change{SetAttributes: map[string]string{name: "x"}}); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if got := mustUser(t, f, "ana").Attributes; !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	wantCode(t, f.UpdateUser(ctx, root, "ana", Change{UnsetAttributes: []string{"a0", "none"}}), farol.CodeUnknownName)
	wantCode(t, f.UpdateUser(ctx, root, "ana", Change{SetAttributes: map[string]string{"a0": ""}}), farol.CodeBadValue)
	wantCode(t, f.UpdateUser(ctx, root, "nobody", Change{SetAttributes: map[string]string{"a0": "x"}}), farol.CodeNotFound)
	wantCode(t, f.UpdateUser(ctx, root, "ana", Change{SetAttributes: map[string]string{"a0": "x"}, Attributes: &want}), farol.CodeBadValue)
	name := "Ana"
	if err := f.UpdateUser(ctx, root, "ana", Change{Name: &name, UnsetAttributes: []string{"a0"}, SetAttributes: map[string]string{"a1": "y"}}); err != nil {
		t.Fatal(err)
	}
	delete(want, "a0")
	want["a1"] = "y"
	if got := mustUser(t, f, "ana"); !maps.Equal(got.Attributes, want) || got.Name != name {
		t.Errorf("got %+v, want %v", got, want)
	}
}

func mustUser(t *testing.T, f fixture, name string) User {
	t.Helper()
	u, err := f.UserByName(ctx, name)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// Who is disabled, or given another password, while theirs is compared gets no session: it would outlive what ended the others.
func TestNoSessionOutlivesItsPassword(t *testing.T) {
	f := start(t)
	f.add(t, "ana")
	hash, err := f.check(ctx, "ana", password, "sign-in")
	if err != nil {
		t.Fatal(err)
	}
	yes, no, other := true, false, "another harbour lamp"
	if err := f.UpdateUser(ctx, root, "ana", Change{Disabled: &yes}); err != nil {
		t.Fatal(err)
	}
	for _, hash := range []string{hash, ""} {
		_, err = f.startSession(ctx, "ana", "password", hash)
		wantCode(t, err, farol.CodeBadLogin)
	}
	if err := f.UpdateUser(ctx, root, "ana", Change{Disabled: &no}); err != nil {
		t.Fatal(err)
	}
	if _, err = f.startSession(ctx, "ana", "password", hash); err != nil {
		t.Error(err)
	}
	if err := f.UpdateUser(ctx, root, "ana", Change{Password: &other}); err != nil {
		t.Fatal(err)
	}
	_, err = f.startSession(ctx, "ana", "password", hash)
	wantCode(t, err, farol.CodeBadLogin)
}
