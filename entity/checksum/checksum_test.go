package checksum

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The numbers are of public bodies, of the standards' own examples, or made up to fit.
func TestNumbersAreReadHoweverTheyAreWritten(t *testing.T) {
	for _, c := range []struct {
		scheme, key string
		written     []string
	}{
		{"VAT IT", "7643520567", []string{"07643520567", "IT07643520567", "P.IVA 07643520567", "P. IVA: IT 07643520567", "7643520567", "076 435 205 67"}},
		{"codice fiscale", "RSSMRA85T10A562S", []string{"RSSMRA85T10A562S", "rss mra 85t10 a562s", "C.F. RSSMRA85T10A562S"}},
		{"codice fiscale", "RSSMRA85T10A56NH", []string{"RSSMRA85T10A56NH"}}, // a digit written as a letter
		{"VAT PT", "501964843", []string{"501964843", "PT501964843", "NIF 501 964 843"}},
		{"VAT ES", "54362315K", []string{"54362315K", "ES54362315K", "54.362.315-K"}},
		{"VAT ES", "X2482300W", []string{"X2482300W", "X-2482300-W"}},
		{"VAT ES", "B58378431", []string{"B58378431", "ESB58378431"}},
		{"VAT FR", "303265045", []string{"40303265045", "FR40303265045", "FR 40 303 265 045"}},
		{"VAT DE", "136695976", []string{"136695976", "DE136695976", "DE 136 695 976"}},
		{"VAT GB", "980780684", []string{"980780684", "GB980780684", "GB 980 7806 84", "VAT No. 980 7806 84"}},
		{"VAT NL", "004495445B01", []string{"004495445B01", "NL004495445B01", "NL 0044.95.445.B01"}},
		{"VAT BE", "428759497", []string{"0428759497", "BE0428759497", "BE 0428.759.497", "428759497"}},
		{"VAT AT", "U13585627", []string{"U13585627", "ATU13585627", "ATU 1358 5627"}},
		{"SIREN", "732829320", []string{"732829320", "732 829 320", "SIREN 732829320"}},
		{"IBAN", "GB82WEST12345698765432", []string{"GB82WEST12345698765432", "GB82 WEST 1234 5698 7654 32", "IBAN gb82west12345698765432"}},
		{"IBAN", "DE89370400440532013000", []string{"DE89370400440532013000"}},
		{"GTIN", "4006381333931", []string{"4006381333931", "EAN 4006381333931", "04006381333931", "4-006381-333931"}},
		{"GTIN", "36000291452", []string{"036000291452", "36000291452", "0036000291452"}},
		{"GTIN", "73513537", []string{"73513537"}},
		{"ISBN", "9780306406157", []string{"0306406152", "0-306-40615-2", "ISBN 978-0-306-40615-7"}},
		{"ISBN", "9780804429573", []string{"080442957X", "0-8044-2957-x"}},
	} {
		set, ok := SetOf([]string{c.scheme})
		if !ok {
			t.Fatalf("there is no scheme %s", c.scheme)
		}
		for _, cell := range c.written {
			if key, valid := set.Read(cell); key != c.key || !valid {
				t.Errorf("%s %q is read as %q, valid %t, want %q", c.scheme, cell, key, valid, c.key)
			}
		}
	}
}

// One wrong digit never fits. British numbers have two checks, so that one in fifty slips does.
func TestASlipDoesNotFit(t *testing.T) {
	for scheme, number := range map[string]string{"VAT IT": "07643520567", "codice fiscale": "RSSMRA85T10A562S", "VAT PT": "501964843", "VAT ES": "54362315K",
		"VAT DE": "136695976", "VAT BE": "0428759497", "VAT AT": "U13585627", "IBAN": "GB82WEST12345698765432", "GTIN": "4006381333931",
		"ISBN": "0306406152", "SIREN": "732829320", "VAT FR": "40303265045"} {
		set, _ := SetOf([]string{scheme})
		for i := range len(number) {
			for c := byte('0'); c <= '9'; c++ {
				if !isDigit(number[i]) || number[i] == c || scheme == "VAT PT" && i == 8 {
					continue
				}
				slipped := number[:i] + string(c) + number[i+1:]
				if key, valid := set.Read(slipped); valid {
					t.Errorf("%s %s is held to be valid, as %s", scheme, slipped, key)
				}
			}
		}
	}
}

// made gives a number of nine digits that fits.
func made(rng *rand.Rand, fits func(string) bool) string {
	for {
		if s := fmt.Sprintf("%09d", 100_000_000+rng.IntN(900_000_000)); fits(s) {
			return s
		}
	}
}

func TestTheSchemesOfAColumnAreFoundFromItsValues(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var mixed, one, none, few Finder
	for i := range 600 {
		random := fmt.Sprintf("%09d", rng.IntN(1_000_000_000))
		none.Add(random)
		cell := made(rng, portugueseFits)
		if i%10 == 0 {
			cell = random
		}
		one.Add(cell)
		switch i % 3 {
		case 0:
			mixed.Add(made(rng, britishFits))
		case 1:
			mixed.Add("PT " + made(rng, portugueseFits))
		default:
			mixed.Add("DE" + made(rng, germanFits))
		}
		if i%2 == 0 {
			cell = random
		}
		few.Add(cell)
	}
	for _, c := range []struct {
		name   string
		finder *Finder
		want   []string
	}{
		{"three countries", &mixed, []string{"VAT GB", "VAT PT", "VAT DE"}},
		{"a tenth mistyped", &one, []string{"VAT PT"}},
		{"random numbers", &none, nil},
		{"half random", &few, nil},
	} {
		if diff := cmp.Diff(c.want, c.finder.Found().Names()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if set, ok := SetOf(All().Names()); !ok || set != All() || slices.Contains(All().Names(), "") {
		t.Errorf("the names of all schemes are %v", All().Names())
	}
}

func FuzzRead(f *testing.F) {
	f.Add("IT 07643520567")
	f.Add("RSSMRA85T10A562S")
	f.Add("ISBN 080442957X\xff")
	f.Fuzz(func(t *testing.T, cell string) {
		key, valid := All().Read(cell)
		if again, still := All().Read(key); valid && len(key) > 30 || len(again) > len(key) && !still {
			t.Errorf("%q is read as %q, and that as %q", cell, key, again)
		}
		var finder Finder
		finder.Add(cell)
		if finder.Found() != 0 {
			t.Errorf("one value makes a scheme: %q", cell)
		}
	})
}
