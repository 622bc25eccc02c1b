"""Every word of the library has its member, and every member is a word of the library."""

import enum
import pickle

import pytest

import domainsec
from domainsec import _core, words

CORE = _core.words()


def classes():
    return {name for name in words.__all__ if name != "Word"}


def test_the_same_classes_on_both_sides():
    assert classes() == set(CORE)


@pytest.mark.parametrize("name", sorted(CORE))
def test_the_same_words_on_both_sides(name):
    members = [member.value for member in getattr(words, name)]
    assert sorted(members) == sorted(CORE[name])
    assert len(members) == len(set(members)) > 1


@pytest.mark.parametrize("name", sorted(CORE))
def test_class_is_exported_documented_and_an_enum(name):
    word_class = getattr(domainsec, name)
    assert word_class is getattr(words, name)
    assert name in domainsec.__all__
    assert issubclass(word_class, (enum.Enum, words.Word))
    assert word_class.__doc__
    assert all(member.name == member.name.upper() for member in word_class)


@pytest.mark.parametrize("name", sorted(CORE))
def test_members_print_as_their_word_and_are_pickled(name):
    for member in getattr(words, name):
        assert str(member) == member.value == member
        assert pickle.loads(pickle.dumps(member)) is member
