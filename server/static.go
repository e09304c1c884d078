package server

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	"github.com/farol-kpi/farol"
)

// static serves the built screens from memory's file system, compressed as they were built.
type static struct {
	files  fs.FS
	policy string
	title  string
}

func newStatic(files fs.FS, title string) (*static, error) {
	s := &static{files: files, title: title, policy: policy(nil)}
	if files == nil {
		return s, nil
	}
	index, err := fs.ReadFile(files, "index.html")
	if err != nil {
		return nil, farol.Errorf(farol.CodeInternal, "the screens have no index.html").Hint("build them again: make build").Cause(err)
	}
	s.policy = policy(index)
	return s, nil
}

func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "this address takes GET only", http.StatusMethodNotAllowed)
		return
	}
	if s.files == nil {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintf(w, "<!doctype html><html lang=en><title>%s</title><h1>The screens are not built</h1>"+
			"<p>This program was compiled without them. Run <code>make build</code> and start it again. The API at "+
			"<a href=/api/v1/openapi.json>/api/v1</a> works.", html.EscapeString(s.title))
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	asset := strings.HasPrefix(name, "_app/")
	if name == "" || !s.has(name) {
		if asset || path.Ext(name) != "" && path.Ext(name) != ".html" {
			http.NotFound(w, r)
			return
		}
		name = "index.html"
	}
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	switch {
	case strings.HasPrefix(name, "_app/immutable/"):
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	default:
		h.Set("Cache-Control", "no-cache")
	}
	if strings.HasSuffix(name, ".html") {
		h.Set("Content-Security-Policy", s.policy)
	}
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) {
	case ".js":
		kind = "text/javascript; charset=utf-8"
	case ".woff2":
		kind = "font/woff2"
	case ".webmanifest":
		kind = "application/manifest+json"
	}
	if kind == "" {
		kind = "application/octet-stream"
	}
	h.Set("Content-Type", kind)
	body, encoding, err := s.best(name, r.Header.Get("Accept-Encoding"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	sum := sha256.Sum256(body)
	etag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h.Set("ETag", etag)
	if matches(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = bytes.NewReader(body).WriteTo(w) // The client may be gone.
	}
}

func (s *static) has(name string) bool {
	info, err := fs.Stat(s.files, name)
	return err == nil && !info.IsDir()
}

// best gives the smallest form of a file that the client takes.
func (s *static) best(name, accept string) ([]byte, string, error) {
	for _, form := range []struct{ encoding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(accept, form.encoding) {
			continue
		}
		body, err := fs.ReadFile(s.files, name+form.suffix)
		if err == nil {
			return body, form.encoding, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, "", err
		}
	}
	body, err := fs.ReadFile(s.files, name)
	return body, "", err
}

// accepts reads an Accept-Encoding header.
func accepts(header, encoding string) bool {
	for _, part := range strings.Split(header, ",") {
		name, q, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			q = strings.ReplaceAll(strings.TrimSpace(q), " ", "")
			return q != "q=0" && q != "q=0.0" && q != "q=0.00" && q != "q=0.000"
		}
	}
	return false
}

// matches reads an If-None-Match header; weak and strong tags are alike here.
func matches(header, etag string) bool {
	for _, part := range strings.Split(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" || part != "" && strings.TrimPrefix(part, "W/") == strings.TrimPrefix(etag, "W/") {
			return true
		}
	}
	return false
}
