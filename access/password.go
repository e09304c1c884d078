package access

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"github.com/farol-kpi/farol"
)

// hashParams follow RFC 9106's second choice in memory (64 MiB); two hashes at once take 128 MiB.
var hashParams = &argon2id.Params{Memory: 64 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobody is the hash of a password that nobody has, made with hashParams: an unknown user takes as long to refuse as a wrong password.
const nobody = "$argon2id$v=19$m=65536,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

const minPassword, maxPassword = 8, 1024

func (s *Service) newPassword(ctx context.Context, user, password string) (string, error) {
	if n := utf8.RuneCountInString(password); n < minPassword || len(password) > maxPassword {
		return "", farol.Errorf(farol.CodeBadValue, "the password is too short or too long").
			Hint("use at least %d characters; a few words make a good one", minPassword)
	}
	if strings.EqualFold(password, user) {
		return "", farol.Errorf(farol.CodeBadValue, "the password is the user name").Hint("use a few words that nobody would guess")
	}
	release, err := s.mayHash(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	hash, err := argon2id.CreateHash(password, hashParams)
	if err != nil {
		return "", internal("cannot hash the password", err)
	}
	return hash, nil
}

// samePassword compares in constant time. An empty hash, of a user without a password or of nobody, matches nothing but takes as long.
func (s *Service) samePassword(ctx context.Context, password, hash string) (bool, error) {
	release, err := s.mayHash(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	known := hash != ""
	if !known {
		hash = nobody
	}
	if len(password) > maxPassword {
		password, known = "", false
	}
	same, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, internal("cannot check the password", err)
	}
	return same && known, nil
}

func (s *Service) mayHash(ctx context.Context) (func(), error) {
	select {
	case s.hashing <- struct{}{}:
		return func() { <-s.hashing }, nil
	case <-ctx.Done():
		return nil, internal("the sign-in was cancelled", ctx.Err())
	}
}
