from scripts.simulate_trust import main, simulate


def test_good_stands_above_bad_while_liars_are_few() -> None:
    found = simulate(1, honest=30, careless=10, colluders=10, rounds=20)
    assert found.auc > 0.9
    assert found.lifted < 0.1
    assert found == simulate(1, honest=30, careless=10, colluders=10, rounds=20)


def test_many_liars_break_it() -> None:
    assert simulate(1, experts=0, honest=5, careless=0, colluders=60, rounds=10).auc < 0.5


def test_the_table_has_a_line_for_each_size(capsys) -> None:
    assert (
        main(["--seeds", "1", "--colluders", "0", "3"], lambda seed, colluders: simulate(seed, colluders=1, rounds=1))
        == 0
    )
    assert capsys.readouterr().out.count("│") >= 8
