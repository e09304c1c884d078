package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// service is a farol serve of its own project, as a supervisor and its worker.
type service struct {
	dir, url, link string
	cmd            *exec.Cmd
	log            *journal
	ended          chan error
}

// shopCopy gives a built project of the test's own.
func shopCopy(t *testing.T) string {
	t.Helper()
	built, err := builtShop()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "shop")
	if err := os.CopyFS(dir, os.DirFS(built)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// invoke runs this program once and gives its exit code and what it printed.
func invoke(t *testing.T, dir string, args ...string) (code int, out, errOut string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "farol", args...)
	cmd.Dir = dir
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

// want runs a command that must end with a code and print a text.
func want(t *testing.T, dir string, code int, text string, args ...string) string {
	t.Helper()
	got, out, errOut := invoke(t, dir, args...)
	if got != code || !strings.Contains(out+errOut, text) {
		t.Fatalf("farol %s ended with %d, want %d and %q:\n%s%s", strings.Join(args, " "), got, code, text, out, errOut)
	}
	return out
}

// serve starts farol serve and waits until it says where it answers.
func serve(t *testing.T, dir string) *service {
	t.Helper()
	s := &service{dir: dir, log: &journal{changed: make(chan struct{})}, ended: make(chan error, 1)}
	s.cmd = exec.CommandContext(t.Context(), "farol", "serve", "--listen", "127.0.0.1:"+freePort(t), "--json")
	s.cmd.Dir, s.cmd.Stderr = dir, s.log
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	s.cmd.Stdout = w
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	go func() { s.ended <- s.cmd.Wait() }()
	t.Cleanup(func() { _ = s.cmd.Process.Signal(syscall.SIGTERM) })
	var said struct{ URL, Setup string }
	if err := json.NewDecoder(r).Decode(&said); err != nil {
		t.Fatalf("farol serve said nothing: %v\n%s", err, s.log)
	}
	s.url, s.link = said.URL, said.Setup
	go func() { _, _ = io.Copy(io.Discard, r) }() // A restarted worker speaks again.
	return s
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// journal keeps what a process writes, and lets a test wait for a text in it.
type journal struct {
	mu      sync.Mutex
	text    []byte
	changed chan struct{}
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.text = append(j.text, p...)
	close(j.changed)
	j.changed = make(chan struct{})
	return len(p), nil
}

func (j *journal) read() (string, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return string(j.text), j.changed
}

func (j *journal) String() string {
	text, _ := j.read()
	return text
}

func (j *journal) await(t *testing.T, what string) {
	t.Helper()
	end := time.After(20 * time.Second)
	for {
		text, changed := j.read()
		if strings.Contains(text, what) {
			return
		}
		select {
		case <-changed:
		case <-end:
			t.Fatalf("%q was never logged:\n%s", what, text)
		}
	}
}

// worker gives the process that the supervisor has started.
func (s *service) worker(t *testing.T) int {
	t.Helper()
	id := strconv.Itoa(s.cmd.Process.Pid)
	found, err := filepath.Glob("/proc/" + id + "/task/*/children")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range found {
		text, _ := os.ReadFile(path) // A thread may have ended.
		if fields := strings.Fields(string(text)); len(fields) > 0 {
			child, err := strconv.Atoi(fields[0])
			if err != nil {
				t.Fatal(err)
			}
			return child
		}
	}
	t.Fatal("the supervisor has no worker")
	return 0
}

// awaitReady asks until the service answers that it is ready.
func (s *service) awaitReady(t *testing.T, most time.Duration) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	end := time.After(most)
	for {
		if response, err := http.Get(s.url + "/readyz"); err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("%s is not ready after %s:\n%s", s.url, most, s.log)
		}
	}
}

// stop ends the service as an operator would, and proves that it ended cleanly.
func (s *service) stop(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-s.ended:
		if err != nil {
			t.Errorf("farol serve ended with %v:\n%s", err, s.log)
		}
	case <-time.After(20 * time.Second):
		t.Fatalf("farol serve does not end:\n%s", s.log)
	}
	if _, err := os.Stat(filepath.Join(s.dir, ".farol", "farol.sock")); !os.IsNotExist(err) {
		t.Errorf("the socket is still there: %v", err)
	}
}

// enter signs a new user of a role in and gives their browser.
func (s *service) enter(t *testing.T) *http.Client {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "farol", "user", "add", "ana", "--role", "owner", "--password")
	cmd.Dir, cmd.Stdin = s.dir, strings.NewReader("seven lighthouses by the sea\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Timeout: time.Minute}
	response, err := browser.Post(s.url+"/api/v1/session", "application/json", strings.NewReader(`{"user":"ana","password":"seven lighthouses by the sea"}`))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode >= 300 {
		t.Fatalf("signing in answered %s", response.Status)
	}
	return browser
}

func TestCommandsAskTheServingProcess(t *testing.T) {
	t.Parallel()
	dir := shopCopy(t)
	before := want(t, dir, 0, "569.10", "query", "sales.revenue", "--by", "shop")
	s := serve(t, dir)
	if !strings.HasPrefix(s.link, s.url+"/setup#") {
		t.Errorf("the first administrator has the link %q", s.link)
	}
	if during := want(t, dir, 0, "569.10", "query", "sales.revenue", "--by", "shop"); during != before {
		t.Errorf("asked while serving:\n%s\nbefore:\n%s", during, before)
	}
	want(t, dir, 0, "unchanged", "run")
	want(t, dir, 0, "wrote revenue.csv", "export", "sales.revenue", "--by", "day", "--out", "revenue.csv")
	want(t, dir, 1, "did you mean \"revenue\"", "query", "sales.revenu")
	want(t, dir, 0, "No errors", "check")

	// Ten tabs of one browser open the page at once.
	browser := s.enter(t)
	want(t, dir, 0, "ana", "user", "list")
	var tabs sync.WaitGroup
	for range 10 {
		tabs.Go(func() {
			response, err := browser.Get(s.url + "/api/v1/pages/home")
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			b, err := io.ReadAll(response.Body)
			if err != nil || response.StatusCode != http.StatusOK || !bytes.Contains(b, []byte(`"tiles"`)) && !bytes.Contains(b, []byte(`"rows"`)) {
				t.Errorf("a tab got %s: %v %.200s", response.Status, err, b)
			}
		})
	}
	tabs.Wait()

	// A second process cannot serve the same project, and says so once.
	if out := want(t, dir, 1, "[locked]", "serve", "--listen", "127.0.0.1:0"); strings.Contains(out, "starting it again") {
		t.Errorf("the refused service was started again:\n%s", out)
	}
	s.stop(t)
	want(t, dir, 0, "569.10", "query", "sales.revenue", "--by", "shop")
}

// A crash of the worker, as of the engine's C++ code, ends neither the service nor the project.
func TestKilledWorkerIsStartedAgain(t *testing.T) {
	t.Parallel()
	s := serve(t, shopCopy(t))
	browser := s.enter(t)
	for range 2 {
		killed := s.worker(t)
		if err := syscall.Kill(killed, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		s.awaitReady(t, 10*time.Second)
		t.Logf("answers again after %s", time.Since(began).Round(time.Millisecond))
		if s.worker(t) == killed {
			t.Fatal("the killed worker is still there")
		}
	}
	response, err := browser.Get(s.url + "/api/v1/pages/home")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("the page answered %s to a user who was signed in before", response.Status)
	}
	want(t, s.dir, 0, "569.10", "query", "sales.revenue", "--by", "shop")
	s.stop(t)
}

func TestTakenPortIsRefusedOnce(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	code, _, errOut := invoke(t, shopCopy(t), "serve", "--listen", l.Addr().String())
	if code != 1 || !strings.Contains(errOut, "another program uses the port") || strings.Contains(errOut, "starting it again") {
		t.Errorf("ended with %d:\n%s", code, errOut)
	}
}

// The warehouse is a cache of the lake: garbage in its place is set aside and built again, though the source's files are gone.
func TestDamagedWarehouseIsBuiltAgainFromTheLake(t *testing.T) {
	t.Parallel()
	dir := shopCopy(t)
	if err := os.WriteFile(filepath.Join(dir, ".farol", "warehouse.duckdb"), bytes.Repeat([]byte("not a warehouse "), 4096), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	s := serve(t, dir)
	if aside, err := filepath.Glob(filepath.Join(dir, ".farol", "warehouse.duckdb.damaged-*")); err != nil || len(aside) != 1 {
		t.Errorf("set aside: %v %v", aside, err)
	}
	if !strings.Contains(s.log.String(), "set aside") {
		t.Errorf("nobody was told:\n%s", s.log)
	}
	// The service may have begun to build it again by itself; then a run is told so.
	for attempt := 0; ; attempt++ {
		code, out, errOut := invoke(t, dir, "run")
		if code == 0 {
			break
		}
		if !strings.Contains(errOut, "[already-running]") || attempt == 100 {
			t.Fatalf("farol run ended with %d:\n%s%s", code, out, errOut)
		}
	}
	want(t, dir, 0, "569.10", "query", "sales.revenue", "--by", "shop")
	s.stop(t)
}

// slowModel makes a run last until somebody stops it, at the cost of one core.
const slowModel = `select s.day, s.shop, s.product, s.sales, s.quantity, s.amount
from daily as s
where (select count(*) from sales as a, sales as b, sales as c, sales as d, sales as e, sales as f
	where a.amount + b.amount + c.amount + d.amount + e.amount + f.amount < 0) = 0
`

func TestSecondRunIsToldOfTheFirst(t *testing.T) {
	t.Parallel()
	dir := shopCopy(t)
	if err := os.WriteFile(filepath.Join(dir, "models", "slow.sql"), []byte(slowModel), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, dir)
	s.awaitReady(t, 10*time.Second)
	first := exec.CommandContext(t.Context(), "farol", "run")
	first.Dir = dir
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	s.log.await(t, "run begins")
	want(t, dir, 1, "[already-running]", "run", "--select", "sales")
	// Figures are still asked for while it runs, and Ctrl-C ends it there too.
	want(t, dir, 0, "569.10", "query", "sales.revenue", "--by", "shop")
	if err := first.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	if got := first.ProcessState.ExitCode(); got != exitCancelled {
		t.Errorf("the interrupted run ended with %d, want %d", got, exitCancelled)
	}
	s.stop(t)
}

// A link that a command prints leads to where the process serves.
func TestLinkLeadsToTheServingProcess(t *testing.T) {
	s := serve(t, shopCopy(t))
	out := want(t, s.dir, exitOK, "enters once", "user", "add", "maria", "--role", "owner")
	if !strings.Contains(out, "\n  "+s.url+"/password#") {
		t.Errorf("the link is not whole:\n%s", out)
	}
	if got := reachable("http://0.0.0.0:8080") + reachable("http://[::]:8080"); got != "" {
		t.Errorf("%s is no address that can be opened", got)
	}
}
