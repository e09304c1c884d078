package farol

import "encoding/json"

// Text is a text for people in one or several languages, keyed by language tag ("en", "pt"). A plain string in a project file
// has the key "".
type Text map[string]string

// In gives the text in a language, or in the plain one, or in English, or in any (the least tag), or "".
func (t Text) In(language string) string {
	for _, tag := range []string{language, "", "en"} {
		if s, ok := t[tag]; ok {
			return s
		}
	}
	least := ""
	for tag := range t {
		if least == "" || tag < least {
			least = tag
		}
	}
	return t[least]
}

// UnmarshalYAML reads a string or a map from language to string.
func (t *Text) UnmarshalYAML(unmarshal func(any) error) error {
	var plain string
	if err := unmarshal(&plain); err == nil {
		*t = Text{"": plain}
		return nil
	}
	var m map[string]string
	if err := unmarshal(&m); err != nil {
		return err
	}
	*t = m
	return nil
}

// MarshalJSON writes a plain text as a string and any other as a map.
func (t Text) MarshalJSON() ([]byte, error) {
	if s, ok := t[""]; ok && len(t) == 1 {
		return json.Marshal(s)
	}
	return json.Marshal(map[string]string(t))
}
