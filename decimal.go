package farol

import (
	"math/big"
	"strings"
)

// Decimal is an exact number: Unscaled ÷ 10^Scale. Unscaled is never nil.
type Decimal struct {
	Unscaled *big.Int
	Scale    int
}

// String gives plain digits with Scale digits after the point.
func (d Decimal) String() string {
	s := new(big.Int).Abs(d.Unscaled).String()
	if d.Scale > 0 {
		if pad := d.Scale + 1 - len(s); pad > 0 {
			s = strings.Repeat("0", pad) + s
		}
		s = s[:len(s)-d.Scale] + "." + s[len(s)-d.Scale:]
	}
	if d.Unscaled.Sign() < 0 {
		s = "-" + s
	}
	return s
}

// Float gives the nearest float64.
func (d Decimal) Float() float64 {
	f, _ := new(big.Rat).SetFrac(d.Unscaled, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil)).Float64()
	return f
}

// MarshalJSON writes a JSON number with all its digits.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }
