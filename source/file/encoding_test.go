package file

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/farol-kpi/farol"
)

// written are rows of names and addresses in the languages of the encodings that they are kept in.
var written = []struct{ encoding, rows string }{
	{"windows-1252", "Società Agricola Città Nuova;Via Università 3;Forlì|Perché Srl;Piazza Libertà 12;Cantù|Rossi Mario;Via Roma;Milano"},
	{"windows-1252", "Rossi Mario;Via Roma;Milano|Bianchi Nicolò;Via Dante;Torino|Verdi Anna;Corso Italia;Genova"},
	{"windows-1252", "João Conceição;Rua da Ajuda nº 5;São João da Madeira|Inês Simões;3ª Avenida dos Lusíadas;Viseu|CONSTRUÇÕES MAGALHÃES;PRAÇA;ÉVORA"},
	{"windows-1252", "Müller Größe;Straße 5;Köln|Schröder Jürgen;Königsallee;Düsseldorf|GROßMANN;Münchner Str;NÜRNBERG"},
	{"windows-1252", "Hélène Lefèvre;Rue de l’Église;Besançon|Françoise Noël;Allée des Chênes;Orléans|40 m² à 5 €;«L’Œuvre»;Œuilly"},
	{"windows-1252", "Peña Núñez;Calle Año Nuevo;Logroño|Íñigo Muñoz;Avenida de España;A Coruña|¿Qué?;¡Hola!;Avilés"},
	{"windows-1252", "Åke Öberg;Storgatan 5;Västerås|Björn Sjöström;Kyrkvägen;Malmö|Søren Ærø;Østergade;Århus"},
	{"windows-1252", "Guðrún Þórsdóttir;Laugavegur 5;Reykjavík|Sigurður Ýmir Jónsson;Austurstræti;Akureyri|Þór;Bæjargata;Höfn"},
	{"windows-1252", "preço €5;temperatura 20°C;n° 3|café;½ litro;±2 µm|©2020;®marca;§4"},
	{"windows-1250", "Paweł Wiśniewski;ul. Łąkowa 5;Łódź|Małgorzata Żółć;ul. Świętokrzyska;Kraków|Jęrzy Dąbrowski;Aleja Piłsudskiego;Wrocław"},
	{"iso-8859-2", "Paweł Wiśniewski;ul. Łąkowa 5;Łódź|Małgorzata Żółć;ul. Świętokrzyska;Kraków|Jęrzy Dąbrowski;Aleja Piłsudskiego;Wrocław"},
	{"windows-1250", "Jiří Novák;Náměstí Míru 5;Plzeň|Kateřina Dvořáková;Křižíkova;Brno|Václav Černý;Žižkova třída;České Budějovice"},
	{"windows-1250", "Ana Horvatić;Šubićeva 5;Čakovec|Željko Đurić;Trg kralja Tomislava;Šibenik|Ivan Bošković;Križanićeva;Požega"},
	{"windows-1250", "Ştefan Ţurcanu;Strada Ştirbei Vodă;Bucureşti|Răzvan Bălan;Piaţa Unirii;Timişoara|Ioana Muşat;Calea Moşilor;Braşov"},
	{"windows-1251", "Иванов Иван;ул. Ленина 5;Москва|Петров Пётр;Невский проспект;Санкт-Петербург|Сидорова Анна;ул. Гагарина;Казань"},
	{"koi8-r", "Иванов Иван;ул. Ленина 5;Москва|Петров Пётр;Невский проспект;Санкт-Петербург|Сидорова Анна;ул. Гагарина;Казань"},
	{"windows-1253", "Παπαδόπουλος Γιώργος;Οδός Ερμού 5;Αθήνα|Νικολάου Μαρία;Λεωφόρος Κηφισίας;Θεσσαλονίκη"},
	{"windows-1254", "Şükrü Yılmaz;Atatürk Caddesi;İstanbul|Ayşe Çelik;Gazi Sokağı;İzmir|Doğan Işık;Çarşı;Eskişehir"},
	{"shift_jis", "田中太郎;東京都千代田区丸の内;東京|鈴木花子;大阪府大阪市北区梅田;大阪|株式会社やまだ;京都府;カタカナ"},
	{"euc-jp", "田中太郎;東京都千代田区丸の内;東京|鈴木花子;大阪府大阪市北区梅田;大阪|株式会社やまだ;京都府;カタカナ"},
	{"gb18030", "张伟;北京市朝阳区建国路;北京|王芳;上海市浦东新区世纪大道;上海|李娜;广州市天河区;广州"},
	{"big5", "陳小明;台北市信義區市府路;台北|林美玲;高雄市前鎮區中山路;高雄|黃國華;台中市西屯區;台中"},
	{"euc-kr", "김철수;서울특별시 강남구 테헤란로;서울|이영희;부산광역시 해운대구;부산|박민수;대구광역시 중구;대구"},
	{"windows-1255", "כהן דוד;רחוב הרצל 5;תל אביב|לוי שרה;שדרות רוטשילד;ירושלים"},
	{"windows-874", "สมชาย ใจดี;ถนนสุขุมวิท;กรุงเทพ|สมหญิง รักไทย;ถนนราชดำเนิน;เชียงใหม่"},
	{"utf-32le", "João;Évora;Łódź"}, {"utf-32be", "João;Évora;Łódź"}, {"utf-16be", "João;Évora;Łódź"},
}

// Whatever a table of names is written in, its letters come out as they were meant, few rows or many.
func TestEncodingsAreTold(t *testing.T) {
	for _, w := range written {
		for _, times := range []int{1, 400} {
			var text strings.Builder
			text.WriteString("number;name;street;town\r\n")
			for i := range times {
				for j, row := range strings.Split(w.rows, "|") {
					fmt.Fprintf(&text, "%d;%s\r\n", i*10+j, row)
				}
			}
			bytes, err := encodingNamed(w.encoding).NewEncoder().String(text.String())
			if err != nil {
				t.Fatalf("%s: %v", w.encoding, err)
			}
			got, err := readTexts(t, "names.csv", bytes)
			if err != nil {
				t.Errorf("%s, %q: %v", w.encoding, w.rows, err)
				continue
			}
			for j, row := range strings.Split(w.rows, "|") {
				for c, want := range strings.Split(row, ";") {
					if cell := got.Cells[c+1][j]; cell != want {
						t.Errorf("%s, %d times: %q was read as %q", w.encoding, times, want, cell)
					}
				}
			}
		}
	}
}

// What cannot be told is not read as something else.
func TestAnEncodingThatCannotBeToldIsAnError(t *testing.T) {
	for name, text := range map[string]string{"windows-1256": "name;town\nمحمد أحمد;الرياض\nفاطمة علي;القاهرة\n", "macintosh": "name;town\nZoë Müller;Münster\nJosé Peña;Logroño\n"} {
		bytes, err := encodingNamed(name).NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := readTexts(t, "names.csv", bytes)
		if err == nil {
			t.Errorf("%s was read as %q", name, got.Cells)
		} else if e := farol.AsErrors(err)[0]; e.Code != farol.CodeBadEncoding || !strings.Contains(e.Advice, "encoding:") {
			t.Errorf("%s: %v, %s", name, e, e.Advice)
		}
	}
}

// Every encoding that a contract may state can be read.
func TestStatedEncodingsAreKnown(t *testing.T) {
	text, err := os.ReadFile("../../project/schema/source.json")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties struct{ Encoding struct{ Enum []string } }
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	if len(schema.Properties.Encoding.Enum) < 30 {
		t.Fatalf("the schema names %d encodings", len(schema.Properties.Encoding.Enum))
	}
	for _, name := range schema.Properties.Encoding.Enum {
		if encodingNamed(name) == nil {
			t.Errorf("%s may be stated and is not known", name)
		}
	}
}
