"""The list itself: every line with its source, every question of the medical history at its criterion."""

import pytest

from telekat.core.errors import Invalid
from telekat.eligibility.criteria import CRITERIA, INTERACTIONS, Level, criterion_of
from telekat.eligibility.medicines import GROUPS
from telekat.questionnaires.instruments import kat_medical

ITEMS = {
    "aneurysm": "aneurysm",
    "brain_bleed": "Bleeding in your brain",
    "allergy": "allergic reaction",
    "heart_attack": "heart attack in the last 6 weeks",
    "pressure_risk": "a rise of your blood pressure",
    "blood_pressure": "High blood pressure",
    "heart_disease": "Chest pain from your heart",
    "encephalopathy": "very high blood pressure",
    "psychosis": "Schizophrenia",
    "family_psychosis": "A parent, brother",
    "mania": "unusually high, sped up",
    "bipolar": "Bipolar disorder",
    "dissociation": "dissociative disorder",
    "suicidality": "intend to act",
    "capacity": "Dementia",
    "pregnancy": "pregnancy",
    "breastfeeding": "Breastfeeding",
    "substance_use": "alcohol or drugs",
    "ketamine_misuse": "without a prescription",
    "thyroid": "thyroid",
    "liver": "liver",
    "bladder": "bladder",
    "lung": "lung illness",
    "infection": "infection or a fever",
    "seizures": "Seizures or epilepsy",
    "glaucoma": "Glaucoma",
    "age": "under 18",
    "escort": "Nobody to take you home",
    "interactions": "Benzodiazepines",
}


@pytest.mark.parametrize("criterion", CRITERIA, ids=lambda one: one.id)
def test_criterion_names_its_source_and_reads_its_own_question(criterion):
    assert criterion.source and criterion.established
    item = kat_medical.INSTRUMENT.item_by_id[criterion.items[0]]
    assert ITEMS[criterion.id] in item.text


def test_every_question_of_the_medical_history_belongs_to_one_criterion():
    asked = [item for criterion in CRITERIA for item in criterion.items]
    assert sorted(asked, key=int) == [item.id for item in kat_medical.INSTRUMENT.items]


def test_what_a_label_forbids_weighs_the_same_in_form_and_matrix():
    absolute = {item for one in CRITERIA if one.level is Level.ABSOLUTE for item in one.items}
    assert absolute == set(kat_medical.ABSOLUTE_IDS)


def test_medicine_groups_are_the_questions_about_medicines_in_order():
    items = criterion_of(INTERACTIONS).items
    assert items == tuple(group.item for group in GROUPS)
    for group, word in zip(
        GROUPS, ("Benzo", "Lamo", "MAO", "Stim", "Opi", "Theo", "change how", "Halo", "nasal"), strict=True
    ):
        assert word in kat_medical.INSTRUMENT.item_by_id[group.item].text


def test_unknown_criterion_is_refused():
    with pytest.raises(Invalid):
        criterion_of("luck")
