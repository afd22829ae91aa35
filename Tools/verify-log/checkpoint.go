package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	noteBytesMax = 1 << 20
	// Positions of OrderLedger are below 2^48; tlog's arithmetic does not end near 2^63.
	sizeMax = 1 << 48
)

// trust is the keys whose signatures count.
type trust struct {
	verifiers note.Verifiers
}

// checkpoint is the text of a C2SP tlog-checkpoint without extension lines.
type checkpoint struct {
	origin string
	size   int64
	root   tlog.Hash
}

func readKeys(path string) (*trust, error) {
	data, err := readFile(path, noteBytesMax)
	if err != nil {
		return nil, err
	}
	var verifiers []note.Verifier
	seen := map[string]bool{}
	for _, line := range strings.Split(string(data), "\n") {
		if line == "" || seen[line] {
			continue
		}
		seen[line] = true
		verifier, err := note.NewVerifier(line)
		if err != nil {
			return nil, err
		}
		if !strings.HasPrefix(line, fmt.Sprintf("%s+%08x+", verifier.Name(), verifier.KeyHash())) {
			return nil, errors.New("a key's ID is not in lower-case hexadecimal")
		}
		if _, err := decode(line[len(verifier.Name())+10:]); err != nil {
			return nil, err
		}
		verifiers = append(verifiers, verifier)
	}
	if len(verifiers) == 0 {
		return nil, fmt.Errorf("%s holds no key", path)
	}
	return &trust{note.VerifierList(verifiers...)}, nil
}

// decode reads base64 in its one encoding; the standard decoder passes over line breaks and bits
// that are not used.
func decode(text string) ([]byte, error) {
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || base64.StdEncoding.EncodeToString(data) != text {
		return nil, errors.New("something is not base64 in its one encoding")
	}
	return data, nil
}

func decodeHash(text string) (tlog.Hash, error) {
	data, err := decode(text)
	if err != nil {
		return tlog.Hash{}, err
	}
	var hash tlog.Hash
	if len(data) != len(hash) {
		return hash, fmt.Errorf("a hash has %d bytes", len(data))
	}
	copy(hash[:], data)
	return hash, nil
}

// decodeNumber reads a decimal number without sign and leading zeros, of at most `most`.
func decodeNumber(text string, most int64) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 0 || number > most || strconv.FormatInt(number, 10) != text {
		return 0, fmt.Errorf("%.40q is not a number of 0 to %d", text, most)
	}
	return number, nil
}

// open checks signatures with the note package, then reads the text.
func (keys *trust) open(data []byte) (*checkpoint, error) {
	signed, err := note.Open(data, keys.verifiers)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) != 4 || lines[3] != "" {
		return nil, errors.New("checkpoint: has not three lines")
	}
	named := false
	for _, signature := range signed.Sigs {
		named = named || signature.Name == lines[0]
	}
	if !named {
		return nil, errors.New("checkpoint: is signed by the key of another origin")
	}
	for _, signature := range append(signed.Sigs, signed.UnverifiedSigs...) {
		if _, err := decode(signature.Base64); err != nil {
			return nil, fmt.Errorf("checkpoint: a signature: %w", err)
		}
	}
	size, err := decodeNumber(lines[1], sizeMax)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: the size: %w", err)
	}
	root, err := decodeHash(lines[2])
	if err != nil {
		return nil, fmt.Errorf("checkpoint: the root: %w", err)
	}
	return &checkpoint{lines[0], size, root}, nil
}

func (read *checkpoint) String() string {
	return fmt.Sprintf("%s, %d entries, root %s", read.origin, read.size, read.root)
}

func checkCheckpoint(keys *trust, files []string) (string, error) {
	data, err := readFile(files[0], noteBytesMax)
	if err != nil {
		return "", err
	}
	read, err := keys.open(data)
	if err != nil {
		return "", err
	}
	return read.String(), nil
}
