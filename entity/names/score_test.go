package names

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Pairs that a reader of their language decides at once: "=" the same, "!" not, "?" open (near zero, either way).
var decided = []struct {
	kind        Kind
	left, right string
	want        byte
}{
	// Companies: legal forms of many countries.
	{Company, "Officine Meccaniche Brembati S.r.l.", "OFFICINE MECCANICHE BREMBATI SRL", '='},
	{Company, "Pastificio Torretta S.p.A.", "Pastificio Torretta Società per Azioni", '='},
	{Company, "Schreinerei Hölzl GmbH", "Schreinerei Hoelzl Gesellschaft mit beschränkter Haftung", '='},
	{Company, "Brenner Logistik GmbH & Co. KG", "Brenner Logistik GmbH und Co KG", '='},
	{Company, "Brenner Logistik GmbH", "Brenner Logistik AG", '?'},
	{Company, "Ferragens Oliveira, Lda.", "Ferragens Oliveira Limitada", '='},
	{Company, "Tømrer Nyborg ApS", "Toemrer Nyborg Anpartsselskab", '='},
	{Company, "Kvarnström Bygg AB", "Kvarnstrom Bygg Aktiebolag", '='},
	{Company, "Lahtinen Konepaja Oy", "Lahtinen Konepaja Oyj", '='},
	{Company, "Van Houten Tuinbouw B.V.", "Van Houten Tuinbouw BV", '='},
	{Company, "Żeglarz Sp. z o.o.", "Zeglarz spółka z ograniczoną odpowiedzialnością", '='},
	{Company, "Kovárna Beran s.r.o.", "Kovarna Beran, spol. s r.o.", '='},
	{Company, "Vinarija Krauthaker d.o.o.", "Vinarija Krauthaker", '='},
	{Company, "ООО «Северный Ветер»", "OOO Severnyy Veter", '='},
	{Company, "ОАО Уралмехсервис", "Uralmekhservis JSC", '='},
	{Company, "株式会社山田製作所", "山田製作所", '='},
	{Company, "株式会社山田製作所", "株式会社鈴木水産", '!'},
	{Company, "Transportes Robledo S.A. de C.V.", "Transportes Robledo SA de CV", '='},
	{Company, "Quarrington Mills P.L.C.", "Quarrington Mills Public Limited Company", '='},
	{Company, "Tanaka Seiki K.K.", "Tanaka Seiki Kabushiki Kaisha", '='},
	// Companies: words of little weight, signs, spacing, acronyms, numbers, slips.
	{Company, "The Larkspur Group", "Larkspur Group", '='},
	{Company, "Meyer & Söhne GmbH", "Meyer und Soehne GmbH", '='},
	{Company, "Hadley & Finch Ltd", "Hadley and Finch Limited", '='},
	{Company, "International Business Machines", "IBM", '='},
	{Company, "K.L.M. Royal Dutch Airlines", "KLM Royal Dutch Airlines", '='},
	{Company, "Aero-Nord Services", "AeroNord Services", '='},
	{Company, "Bluewater Fisheries Ltd", "Blue Water Fisheries Ltd", '='},
	{Company, "Kellner Maschinenbau AG", "Kelner Maschinenbau AG", '='},
	{Company, "Granja San Isidro SL", "Granja San Isidoro SL", '='},
	{Company, "Depot 14 Storage", "Depot 41 Storage", '!'},
	{Company, "Squadron Twenty-Two Security", "Squadron 22 Security", '='},
	{Company, "Redwood Income Fund II LP", "Redwood Income Fund IV LP", '!'},
	{Company, "Redwood Income Fund LP", "Redwood Income Fund III LP", '?'},
	{Company, "Hotel Miramare Rimini", "Hotel Bellavista Rimini", '!'},
	{Company, "Trattoria da Gino", "Trattoria da Pino", '?'},
	{Company, "Global Trading International Ltd", "Global Services International Ltd", '!'},
	{Company, "Osterholt Consulting", "Wiesmann Consulting", '!'},
	{Company, "Banque Populaire du Sud", "Banque Populaire du Nord", '!'},
	{Company, "Ministry of Health of Peru", "Ministry of Health of Ghana", '!'},
	{Company, "Norvik Shipping", "Norvik Insurance", '!'},
	{Company, "Corvina Foods Ltd", "Corvina Foods (Kenya) Ltd", '?'},
	// People: order, initials, second names, particles, titles, spacing, short forms, scripts.
	{Person, "Giulia Bonfanti", "BONFANTI Giulia", '='},
	{Person, "Pedro A. Carvalhal", "Pedro Augusto Carvalhal", '='},
	{Person, "P. Carvalhal", "Pedro Carvalhal", '='},
	{Person, "Maria do Carmo Brandão", "Maria Carmo Brandao", '='},
	{Person, "Ludwig von Traunfels", "Ludwig Traunfels", '='},
	{Person, "Dr. Ingrid Solheim", "Ingrid Solheim", '='},
	{Person, "JeanPaul Lecomte", "Jean-Paul Lecomte", '='},
	{Person, "Bob Whitcombe", "Robert Whitcombe", '='},
	{Person, "Giuseppe Carnevali", "Beppe Carnevali", '='},
	{Person, "Kate O'Rourke", "Catherine ORourke", '='},
	{Person, "Дмитрий Савельев", "Dmitry Savelyev", '='},
	{Person, "Νίκος Παπαδάκης", "Nikos Papadakis", '='},
	{Person, "يوسف الحداد", "Youssef al-Haddad", '='},
	{Person, "דוד לוין", "David Levin", '='},
	{Person, "გიორგი კობახიძე", "Giorgi Kobakhidze", '='},
	{Person, "Արամ Պետրոսյան", "Aram Petrosyan", '='},
	{Person, "राजेश शर्मा", "Rajesh Sharma", '='},
	{Person, "박지성", "Park Ji-seong", '='},
	{Person, "さくら", "Sakura", '='},
	{Person, "Abdul Rahim Qasimi", "Abd al-Rahim Qasimi", '='},
	{Person, "Wolodymyr Schewtschuk", "Volodymyr Shevchuk", '?'},
	{Person, "Marta Olivieri", "Marta Oliveri", '='},
	{Person, "Tomas Lindqvist", "Tomas Lindkvist", '='},
	{Person, "Marta Olivieri", "Marta Castellani", '!'},
	{Person, "Marta Olivieri", "Bruno Olivieri", '!'},
	{Person, "José Luis Herrera Campos", "José Luis Herrera Ibáñez", '!'},
	{Person, "Hassan bin Khalid al-Nouri", "Khalid bin Hassan al-Nouri", '?'},
	{Person, "J. Whitcombe", "Robert Whitcombe", '!'},
	{Person, "Nikolai Petrovich Orlov", "Nikolai Andreevich Orlov", '!'},
	{Person, "Chen Wei", "Zhang Wei", '!'},
	{Person, "Anna Kowalska", "Piotr Nowak", '!'},
	{Person, "한지민", "한지성", '!'},
	// Which rules apply is found out.
	{Auto, "Officine Brembati Srl", "Officine Brembati", '='},
	{Auto, "BONFANTI Giulia", "Giulia Bonfanti", '='},
	{Auto, "P&O Ferries", "P and O Ferries", '='},
}

func TestDecidesAsReadersDo(t *testing.T) {
	for _, c := range decided {
		r := Score(c.left, c.right, c.kind)
		right := r.Weight > 1
		switch c.want {
		case '!':
			right = r.Weight < -1
		case '?':
			right = math.Abs(r.Weight) < 6.5
		}
		if !right {
			t.Errorf("%s – %s (%v): %.2f bits, want %c: %v", c.left, c.right, c.kind, r.Weight, c.want, r.Parts)
		}
	}
}

func TestFindsTheKind(t *testing.T) {
	for name, want := range map[string]Kind{
		"Olga Marin": Person, "Kim Min Ho": Person, "An Sa": Person, "Marin Holding": Company, "Marin Srl": Company, "Marin & Figli": Company,
		"Marin, AB": Company, "Depot 12": Company, "Bank": Company,
	} {
		if got := Score(name, "Somebody Else", Auto).Kind; got != want {
			t.Errorf("%s is a %v, want %v", name, got, want)
		}
	}
	for _, k := range []Kind{Auto, Company, Person} {
		if got, err := ParseKind(k.String()); got != k || err != nil {
			t.Errorf("%v is read as %v: %v", k, got, err)
		}
	}
	if _, err := ParseKind("planet"); err == nil || !strings.Contains(err.Error(), "planet") {
		t.Errorf("a kind that is none: %v", err)
	}
}

func TestNothingToCompare(t *testing.T) {
	for _, c := range [][2]string{{"", ""}, {"", "Olga Marin"}, {"---", "Olga Marin"}, {"...", "!!"}} {
		r := Score(c[0], c[1], Auto)
		if r.Weight != 0 || r.Probability != 0.5 || len(r.Parts) != 1 {
			t.Errorf("%q – %q: %+v, want even odds and one part that says why", c[0], c[1], r)
		}
	}
}

// anyName makes names of parts that the rules treat differently, and now and then of any letters at all.
func anyName() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"Marin", "marín", "MARIN", "Olga", "Bob", "Robert", "bin", "al-", "de", "Dr.", "S.r.l.", "GmbH", "& Co. KG", "Ltd", "Group", "Italia", "12",
			"XII", "forty", "four", "Савельев", "يوسف", "박지성", "株式会社", "山田", "A.", "IBM", "International", "Business", "Machines", "Johnson's", "van", "der", "Meulen", "vandermeulen"}),
		rapid.String(),
	)
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(piece, 0, 7).Draw(t, "pieces"), " ") })
}

// The explanation's parts add up to the weight, and neither the order of the names nor asking for the reasons changes it.
func TestPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyName().Draw(t, "left"), anyName().Draw(t, "right")
		kind := rapid.SampledFrom([]Kind{Auto, Company, Person}).Draw(t, "kind")
		r, back := Score(a, b, kind), Score(b, a, kind)
		sum := 0.0
		for _, p := range r.Parts {
			sum += p.Weight
			if p.Name == "" {
				t.Fatalf("a part without a name: %+v", r)
			}
		}
		if math.Abs(sum-r.Weight) > 1e-9 || math.IsNaN(r.Weight) {
			t.Fatalf("parts add up to %v, not %v: %+v", sum, r.Weight, r)
		}
		if back.Weight != r.Weight || Weight(a, b, kind) != r.Weight {
			t.Fatalf("%v one way, %v the other, %v without reasons", r.Weight, back.Weight, Weight(a, b, kind))
		}
		if r.Probability != Probability(r.Weight) {
			t.Fatalf("probability %v of %v bits", r.Probability, r.Weight)
		}
	})
}

// A short word more is not a slip in a name without spaces.
func TestAWordMoreIsNoSlip(t *testing.T) {
	if same, more := Weight("Robert", "Robert", Person), Weight("Robert", "Robert A", Person); more >= same {
		t.Errorf("Robert A is %v bits like Robert, who is %v like himself", more, same)
	}
	if w := Weight("Ndra Nghiri", "'N Dranghiri", Person); w < 1 {
		t.Errorf("one name parted in two places is %v bits like itself", w)
	}
}

// A name is never less like itself than like another.
func TestNothingIsCloserThanTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyName().Draw(t, "left"), anyName().Draw(t, "right")
		for _, kind := range []Kind{Company, Person} {
			same, other := Weight(a, a, kind), Weight(a, b, kind)
			if same < -1e-9 {
				t.Fatalf("%q as %v is %v bits like itself", a, kind, same)
			}
			if other > same+1e-9 {
				t.Fatalf("%q is %v bits like %q and %v like itself", a, other, b, same)
			}
		}
	})
}

func TestWeightAsksForNoMemory(t *testing.T) {
	for _, c := range decided {
		if n := testing.AllocsPerRun(10, func() { Weight(c.left, c.right, c.kind) }); n != 0 {
			t.Errorf("%s – %s: %v allocations", c.left, c.right, n)
		}
	}
}

func TestALongNumberIsItsRemainder(t *testing.T) {
	for text, want := range map[string]int32{"7": 7, "007": 7, "1000000006": 1_000_000_006, "9999999999": 9_999_999_999 % 1_000_000_007} {
		if got, ok := numeral([]byte(text), false); !ok || got != want {
			t.Errorf("%s is read as %d, want %d", text, got, want)
		}
	}
}

func TestLongTextsAreBounded(t *testing.T) {
	long := strings.Repeat("Marin Holding S.p.A. & ", 50_000)
	if r := Score(long, long, Auto); r.Weight <= 0 {
		t.Errorf("a megabyte is %v bits like itself", r.Weight)
	}
}

// A text that is read only in part is still taken apart like any other, and one character may stand for a sentence.
func TestTextsBeyondTheBounds(t *testing.T) {
	for _, s := range []string{
		strings.Repeat("Marin ", mostWords-1) + "\u0300 Marin Marin",
		strings.Repeat("\ufdfa", 40), strings.Repeat("x", mostLetters-1) + "\ufdfa", strings.Repeat("& ", 200), strings.Repeat("a.", 300),
	} {
		for _, kind := range []Kind{Auto, Company, Person} {
			if w := Weight(s, s, kind); w < 0 {
				t.Errorf("%.20q… as %v is %v bits like itself", s, kind, w)
			}
			Score(s, "", kind)
			Score(s, "Olga Marin", kind)
		}
	}
}

func FuzzScore(f *testing.F) {
	for _, c := range decided {
		f.Add(c.left, c.right, uint8(c.kind))
	}
	f.Fuzz(func(t *testing.T, a, b string, kind uint8) {
		if w := Score(a, b, Kind(kind%3)).Weight; math.IsNaN(w) || math.IsInf(w, 0) {
			t.Fatalf("%q – %q: %v", a, b, w)
		}
	})
}

func BenchmarkWeight(b *testing.B) {
	b.ReportAllocs()
	for i := range b.N {
		c := &decided[i%len(decided)]
		Weight(c.left, c.right, c.kind)
	}
}

func BenchmarkScore(b *testing.B) {
	b.ReportAllocs()
	for i := range b.N {
		c := &decided[i%len(decided)]
		Score(c.left, c.right, c.kind)
	}
}
