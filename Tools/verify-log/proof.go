package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// A path of a tree with 64-bit sizes is never longer; C2SP tlog-witness names it too.
const hashesMax = 63

// proofFile is what C2SP tlog-proof and the body of tlog-witness's add-checkpoint have in common:
// lines of a head, hashes, an empty line, a checkpoint.
type proofFile struct {
	head       []string
	hashes     []tlog.Hash
	checkpoint *checkpoint
}

func readProof(keys *trust, path string, headLines int) (*proofFile, error) {
	data, err := readFile(path, noteBytesMax)
	if err != nil {
		return nil, err
	}
	top, note, found := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(top), "\n")
	if !found || len(lines) < headLines {
		return nil, errors.New("the file breaks off before its checkpoint")
	}
	read := &proofFile{head: lines[:headLines]}
	if len(lines)-headLines > hashesMax {
		return nil, fmt.Errorf("there are more than %d hashes", hashesMax)
	}
	for _, line := range lines[headLines:] {
		hash, err := decodeHash(line)
		if err != nil {
			return nil, err
		}
		read.hashes = append(read.hashes, hash)
	}
	read.checkpoint, err = keys.open(note)
	return read, err
}

// checkEntry holds the beginning of a canonical entry against its position.
func checkEntry(entry []byte, position int64) error {
	if len(entry) < 14 || entry[0] != 1 {
		return fmt.Errorf("entry %d is not of version 1", position)
	}
	if own := binary.LittleEndian.Uint64(entry[6:14]); own != uint64(position) {
		return fmt.Errorf("the entry at %d is that of position %d", position, own)
	}
	return nil
}

func checkEvent(keys *trust, files []string) (string, error) {
	read, err := readProof(keys, files[0], 3)
	if err != nil {
		return "", err
	}
	extra, isExtra := cutPrefix(read.head[1], "extra ")
	index, isIndex := cutPrefix(read.head[2], "index ")
	if read.head[0] != "c2sp.org/tlog-proof@v1" || !isExtra || !isIndex {
		return "", errors.New("it is not a tlog-proof that holds its entry")
	}
	entry, err := decode(extra)
	if err != nil {
		return "", err
	}
	position, err := decodeNumber(index, sizeMax)
	if err != nil {
		return "", err
	}
	if position >= read.checkpoint.size {
		return "", fmt.Errorf("the checkpoint has no entry %d", position)
	}
	err = tlog.CheckRecord(
		read.hashes, read.checkpoint.size, read.checkpoint.root, position, tlog.RecordHash(entry))
	if err != nil {
		return "", err
	}
	if err := checkEntry(entry, position); err != nil {
		return "", err
	}
	return fmt.Sprintf("entry %d of %s", position, read.checkpoint), nil
}

func checkConsistency(keys *trust, files []string) (string, error) {
	read, err := readProof(keys, files[0], 1)
	if err != nil {
		return "", err
	}
	data, err := readFile(files[1], noteBytesMax)
	if err != nil {
		return "", err
	}
	older, err := keys.open(data)
	if err != nil {
		return "", fmt.Errorf("the older %w", err)
	}
	text, isOld := cutPrefix(read.head[0], "old ")
	if !isOld {
		return "", errors.New("it is not a consistency proof")
	}
	size, err := decodeNumber(text, sizeMax)
	if err != nil {
		return "", err
	}
	newer := read.checkpoint
	if older.size != size {
		return "", fmt.Errorf("it begins at %d, the older checkpoint at %d", size, older.size)
	}
	if older.origin != newer.origin {
		return "", errors.New("the checkpoints are of two logs")
	}
	if older.size > newer.size {
		return "", fmt.Errorf("the log has become shorter: %d, then %d", older.size, newer.size)
	}
	if err := checkTree(read.hashes, newer, older); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, holds all of the first %d", newer, older.size), nil
}

func checkTree(proof []tlog.Hash, newer, older *checkpoint) error {
	if older.size > 0 {
		return tlog.CheckTree(proof, newer.size, newer.root, older.size, older.root)
	}
	// A tree without leaves is of no use to tlog: everything is consistent with it.
	if len(proof) != 0 || older.root != sha256.Sum256(nil) ||
		newer.size == 0 && newer.root != older.root {
		return errors.New("it is not the proof from a tree without leaves")
	}
	return nil
}

// cutPrefix is strings.CutPrefix, which Debian's Go does not have yet.
func cutPrefix(text, prefix string) (string, bool) {
	if !strings.HasPrefix(text, prefix) {
		return text, false
	}
	return text[len(prefix):], true
}
