package forecast

import (
	"strings"
	"testing"
	"time"
)

// The days are those of the official gazettes: fixed ones, those that Easter moves, those that were suspended and those that are new.
func TestHolidaysAreThoseOfTheLaw(t *testing.T) {
	for country, days := range map[string]map[string]string{
		"PT": {
			"2024-01-01": "Ano Novo", "2024-03-29": "Sexta-feira Santa", "2024-03-31": "Domingo de Páscoa", "2024-04-25": "Dia da Liberdade",
			"2024-05-30": "Corpo de Deus", "2024-06-10": "Dia de Portugal", "2025-04-18": "Sexta-feira Santa", "2025-04-20": "Domingo de Páscoa",
			"2025-06-19": "Corpo de Deus", "2026-04-03": "Sexta-feira Santa", "2026-04-05": "Domingo de Páscoa", "2026-06-04": "Corpo de Deus",
			"2026-08-15": "Assunção de Nossa Senhora", "2026-10-05": "Implantação da República", "2026-11-01": "Dia de Todos os Santos",
			"2026-12-01": "Restauração da Independência", "2026-12-08": "Imaculada Conceição", "2026-12-25": "Natal", "2027-03-26": "Sexta-feira Santa",
			"2027-05-27": "Corpo de Deus", "2019-06-20": "Corpo de Deus", "2012-10-05": "Implantação da República", "2016-12-01": "Restauração da Independência",
			"2014-06-19": "", "2014-10-05": "", "2015-12-01": "", "2014-12-08": "Imaculada Conceição", "2026-12-26": "", "2026-04-06": "",
		},
		"IT": {
			"2024-01-06": "Epifania", "2024-03-31": "Pasqua", "2024-04-01": "Pasquetta", "2025-04-20": "Pasqua", "2025-04-21": "Pasquetta", "2026-04-06": "Pasquetta",
			"2027-03-29": "Pasquetta", "2019-04-22": "Pasquetta", "2026-04-25": "Festa della Liberazione", "2026-05-01": "Festa del Lavoro",
			"2026-06-02": "Festa della Repubblica", "2026-08-15": "Assunzione", "2026-11-01": "Tutti i santi", "2026-12-08": "Immacolata Concezione",
			"2026-12-26": "Santo Stefano", "2026-10-04": "San Francesco d'Assisi", "2025-10-04": "", "2026-04-03": "", "2026-06-10": "",
		},
		"DE": {"2026-10-03": "Tag der Deutschen Einheit", "2026-05-14": "Christi Himmelfahrt", "2026-11-01": ""},
		"FR": {"2026-07-14": "Fête Nationale", "2026-05-25": "Lundi de Pentecôte"},
		"US": {"2021-07-04": "Independence Day", "2021-07-05": "Independence Day", "2026-11-26": "Thanksgiving Day"},
	} {
		c, err := Country(country)
		if err != nil {
			t.Fatal(err)
		}
		for day, want := range days {
			at, err := time.Parse(time.DateOnly, day)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Holiday(at.Add(13 * time.Hour)); got != want {
				t.Errorf("%s, %s: %q, want %q", country, day, got, want)
			}
		}
	}
}

// A year has as many holidays as the law of the country lists.
func TestHolidaysOfAYearAreComplete(t *testing.T) {
	for country, years := range map[string]map[int]int{"PT": {2014: 9, 2023: 13, 2026: 13}, "IT": {2023: 12, 2026: 13}} {
		c, err := Country(country)
		if err != nil {
			t.Fatal(err)
		}
		for year, want := range years {
			count := 0
			for at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() == year; at = at.AddDate(0, 0, 1) {
				if c.Holiday(at) != "" {
					count++
				}
			}
			if count != want {
				t.Errorf("%s has %d holidays in %d, want %d", country, count, year, want)
			}
		}
	}
}

func TestHolidayIsOneInTheZoneOfItsTime(t *testing.T) {
	c, err := Country("pt")
	if err != nil {
		t.Fatal(err)
	}
	zone := time.FixedZone("west", -5*3600)
	if got := c.Holiday(time.Date(2026, 12, 25, 23, 0, 0, 0, zone)); got != "Natal" {
		t.Errorf("23 o'clock of Christmas in the west is %q", got)
	}
	if got := c.Holiday(time.Date(2026, 12, 24, 23, 0, 0, 0, zone)); got != "" {
		t.Errorf("23 o'clock of the day before is %q", got)
	}
}

func TestUnknownCountryNamesTheKnown(t *testing.T) {
	c, err := Country("XX")
	if c != nil || err == nil || !strings.Contains(err.Error(), "PT") || !strings.Contains(err.Error(), "IT") {
		t.Errorf("%v, %v", c, err)
	}
	for _, code := range Countries() {
		if known, err := Country(code); err != nil || len(known.names) < 6*(lastYear-firstYear) {
			t.Errorf("%s: %v, %d days", code, err, len(known.names))
		}
	}
}
